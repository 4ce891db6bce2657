using System.Collections;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>The script that stands on the line already.</summary>
static class TypedRunbook
{
    /// <summary>As Invoke-Runbook would read it; null where none stands there or it cannot be read. On the pipeline's thread.</summary>
    public static JobDefinition? Find(IDictionary bound)
    {
        try
        {
            return bound["Path"] is string path ? RunbookScript.Read(FullPath(path), bound["Name"] as string) : null;
        }
        catch (Exception exception) when (exception is JobOpsException or RuntimeException or IOException or UnauthorizedAccessException)
        {
            return null;
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
