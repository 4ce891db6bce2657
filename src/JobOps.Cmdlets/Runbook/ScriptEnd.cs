using System.Globalization;
using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// How a script that PowerShell calls has ended. <c>exit</c> and <c>break</c> leave it without an error: what comes after them is not
/// executed, and nobody would see it.
/// </summary>
sealed class ScriptEnd
{
    /// <summary>The last line of the script was executed.</summary>
    public bool IsReached { get; set; }

    /// <summary>The caller of the script went on. It does not after an <c>exit</c>.</summary>
    public bool IsPassed { get; set; }

    /// <summary>Why the script did not reach its end; null where it did, or where it ended by <c>exit 0</c>.</summary>
    /// <param name="session">Where it was executed.</param>
    public string? CauseIn(SessionState session) =>
        IsReached ? null
        : IsPassed ? FailureCause.LeftEarly("The script")
        : LastExitCode(session) is not 0 and var code ? FailureCause.Exited("The script block", code)
        : null;

    static int LastExitCode(SessionState session) =>
        Convert.ToInt32(session.PSVariable.GetValue("global:LASTEXITCODE"), CultureInfo.InvariantCulture);
}
