using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>The environment of a run as its script knows it: $JobEnvironment.url, and each secret as a SecureString.</summary>
static class ScriptEnvironment
{
    /// <summary>An object with a property a setting and secret; null for no environment.</summary>
    public static PSObject? Of(RunEnvironment? environment)
    {
        if (environment is null)
            return null;
        var result = new PSObject();
        foreach (var (name, value) in environment.Settings.Settings)
            result.Properties.Add(new PSNoteProperty(name, value));
        foreach (var (name, value) in environment.Secrets)
            result.Properties.Add(new PSNoteProperty(name, new NetworkCredential("", value).SecurePassword));
        return result;
    }

    /// <summary>
    /// Sees before the script begins that what it names can be read. PowerShell takes an error of a property for $null, so that its
    /// use cannot say it; a script that does not need a secret never hears of it.
    /// </summary>
    /// <exception cref="JobOpsException">EnvironmentSecretUnreadable</exception>
    public static void RequireSecrets(RunEnvironment? environment, JobDefinition job)
    {
        if (environment is not { Unreadable.Count: > 0 })
            return;
        var text = job.ScriptText ?? (File.Exists(job.ScriptPath) ? File.ReadAllText(job.ScriptPath) : "");
        foreach (var (name, error) in environment.Unreadable)
            if (Names(text, "JobEnvironment") && Names(text, name))
                throw new JobOpsException(error);
    }

    static bool Names(string text, string word) =>
        Regex.IsMatch(text, $@"\b{word}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
