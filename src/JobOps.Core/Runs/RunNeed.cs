namespace JobOps.Runs;

/// <summary>What whoever executes a run must have. Each one has what those before it have.</summary>
public enum RunNeed
{
    /// <summary>Any worker takes it.</summary>
    Nothing,
    /// <summary>A PowerShell that can be started.</summary>
    PowerShell,
    /// <summary>It is the PowerShell session that asked for it: no worker takes it.</summary>
    Session,
}
