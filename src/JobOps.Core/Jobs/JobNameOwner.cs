using JobOps.Errors;

namespace JobOps.Jobs;

/// <summary>
/// A name belongs to one definition: steps, the script at one path, or blocks that were typed. Each of them gets new versions, but
/// none takes the name of another away: what callers know by that name would then be something else.
/// </summary>
public static class JobNameOwner
{
    /// <exception cref="JobOpsException">JobNameTaken</exception>
    public static void Require(JobDefinition registered, JobDefinition wanted)
    {
        if (registered.Kind == wanted.Kind && SamePath(registered.ScriptPath, wanted.ScriptPath))
            return;
        throw new JobOpsException(Error.JobNameTaken(registered.Name, Describe(registered), Describe(wanted)));
    }

    static string Describe(JobDefinition job) => job switch
    {
        { Kind: JobKind.Steps } => "a job of steps",
        { ScriptPath: { } path } => $"the runbook '{path}'",
        _ => "a script block that was typed",
    };

    static bool SamePath(string? one, string? other) => string.Equals(
        one, other, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
