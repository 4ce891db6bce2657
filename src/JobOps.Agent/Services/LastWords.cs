using System.Diagnostics;
using System.Runtime.Versioning;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Services;

/// <summary>
/// What ended a service, where somebody finds it: in the event log or, where that takes nothing from its account, in a file. A service
/// has no screen.
/// </summary>
[SupportedOSPlatform("windows")]
static class LastWords
{
    // The event log takes 31,839 characters.
    const int Longest = 30_000;

    /// <summary>The file, in the data folder of the service's account: it holds the last ones only.</summary>
    public const string FileName = "worker-service-error.txt";

    /// <summary>Writes them, and never fails.</summary>
    public static void Write(EventLog log, Exception failure)
    {
        var words = failure is JobOpsException foreseen ? foreseen.Error.ToString() : failure.ToString();
        try
        {
            log.WriteEntry(words.Length > Longest ? words[..Longest] : words, EventLogEntryType.Error);
        }
        // A source that is not there and may not be made, a log that is full, a service that is not started: each has another type.
        catch (Exception refused)
        {
            Keep($"{words}{Environment.NewLine}The event log took none of it: {refused.Message}{Environment.NewLine}");
        }
    }

    static void Keep(string text)
    {
        try
        {
            var folder = LedgerLocation.DataFolder();
            OwnerOnly.CreateFolder(folder);
            File.WriteAllText(Path.Combine(folder, FileName), text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JobOpsException)
        {
            // The exit code, and standard error for who catches it, are what is left.
        }
    }
}
