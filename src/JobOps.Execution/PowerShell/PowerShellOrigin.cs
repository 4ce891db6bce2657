namespace JobOps.Execution;

/// <summary>Where PowerShell was found.</summary>
public enum PowerShellOrigin
{
    /// <summary>The environment variable <c>JOBOPS_PWSH</c> names it.</summary>
    Variable,
    /// <summary>It is the PowerShell that this process is.</summary>
    Host,
    /// <summary>A folder on PATH holds it.</summary>
    Path,
    /// <summary>It is a .NET tool: the user's, or one of a tool manifest in the folder or above it.</summary>
    Tool,
}
