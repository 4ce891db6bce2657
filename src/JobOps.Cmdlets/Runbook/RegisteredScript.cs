using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>
/// The script of a runbook as it was registered, on whatever machine it is executed. Where its file says the same there, the file
/// is called. Where it says something else, or is not there, the registered text is executed as if it stood in the file: what
/// lies beside it is found as ever, and the log tells of it.
/// </summary>
static class RegisteredScript
{
    /// <returns>A path or a script block, to be called.</returns>
    /// <exception cref="JobOpsException">RunbookNotHere</exception>
    public static object Of(JobDefinition job, long runId, Action<string> tell)
    {
        var path = job.ScriptPath!;
        var there = File.Exists(path);
        if (there && RunbookScript.Hash(path) == job.ScriptHash)
            return path;
        var state = there ? "differs on this machine" : "is not on this machine";
        if (job.ScriptText is not { } text)
            throw new JobOpsException(Error.RunbookNotHere(runId, path, state, JobDefinitionRules.LongestScript));
        tell($"The file '{path}' {state}: the text that was registered as version {job.Version} of '{job.Name}' is executed.");
        return Parser.ParseInput(text, path, out _, out _).GetScriptBlock();
    }
}
