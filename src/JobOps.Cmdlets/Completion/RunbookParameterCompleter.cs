using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>The hashtable with the parameters of the chosen script; nothing where it cannot be read.</summary>
public sealed class RunbookParameterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return fakeBoundParameters["Path"] is string path ? ParameterOffer.Of(RunbookScript.Read(FullPath(path)).Parameters) : [];
        }
        catch (Exception exception) when (exception is JobOpsException or RuntimeException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // As Invoke-Runbook would: from the folder and with the drives of the session, which a completer is not handed.
    static string FullPath(string path)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var session = shell.AddScript("$ExecutionContext.SessionState").Invoke<SessionState>()[0];
        return session.Path.GetUnresolvedProviderPathFromPSPath(path);
    }
}
