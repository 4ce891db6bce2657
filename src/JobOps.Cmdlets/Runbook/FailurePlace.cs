using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Where a script failed: <c>Rotate.ps1, line 12: rsync -a $from $to</c>.</summary>
static class FailurePlace
{
    const int LongestStatement = 120;

    /// <summary>The place, or null where PowerShell names none.</summary>
    public static string? Of(Exception exception)
    {
        // Where the script was when the error came. The error itself may tell of a place deep in a module.
        if (exception is not RuntimeException { ErrorRecord.InvocationInfo: { ScriptLineNumber: > 0 } at })
            return null;
        var file = string.IsNullOrEmpty(at.ScriptName) ? "" : Path.GetFileName(at.ScriptName) + ", ";
        var statement = (at.Line ?? "").Trim();
        if (statement.Length > LongestStatement)
            statement = statement[..LongestStatement] + "…";
        return FormattableString.Invariant($"{file}line {at.ScriptLineNumber}{(statement.Length > 0 ? ": " : "")}{statement}");
    }
}
