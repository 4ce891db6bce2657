using System.Management.Automation;
using System.Text.RegularExpressions;

namespace JobOps.Cmdlets;

/// <summary>Where a script failed: <c>Rotate.ps1, line 12: rsync -a $from $to</c>.</summary>
static partial class FailurePlace
{
    const int LongestStatement = 120;

    /// <summary>The place, or null where PowerShell names none.</summary>
    public static string? Of(Exception exception)
    {
        // Where the script was when the error came. The error itself may tell of a place deep in a module.
        if (exception is not RuntimeException { ErrorRecord: { InvocationInfo: { ScriptLineNumber: > 0 } at } error })
            return null;
        var path = string.IsNullOrEmpty(at.ScriptName) ? FileOf(error) : at.ScriptName;
        var file = string.IsNullOrEmpty(path) ? "" : Path.GetFileName(path) + ", ";
        var statement = (at.Line ?? "").Trim();
        if (statement.Length > LongestStatement)
            statement = statement[..LongestStatement] + "…";
        return FormattableString.Invariant($"{file}line {at.ScriptLineNumber}{(statement.Length > 0 ? ": " : "")}{statement}");
    }

    // An error of JobOps gives its call without the file: see ErrorPlace. The stack trace begins where the call was.
    static string FileOf(ErrorRecord error) =>
        TopPattern().Match(error.ScriptStackTrace ?? "") is { Success: true } top ? top.Groups["file"].Value : "";

    [GeneratedRegex(@"\A[^\n]*, (?<file>[^\n]+): line \d+")]
    private static partial Regex TopPattern();
}
