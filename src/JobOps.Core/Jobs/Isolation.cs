namespace JobOps.Jobs;

/// <summary>What the PowerShell scripts of a job share with those that a worker executed before.</summary>
public enum Isolation
{
    /// <summary>Nothing: each attempt has a PowerShell process of its own, which a worker keeps ready.</summary>
    Process,
    /// <summary>The process, but no runspace: begins within milliseconds, for scripts that are known to behave.</summary>
    Runspace,
}
