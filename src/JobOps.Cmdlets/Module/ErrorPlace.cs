using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace JobOps.Cmdlets;

/// <summary>Where the errors of a cmdlet say that they come from.</summary>
/// <remarks>
/// PowerShell's ConciseView makes one paragraph of a message of several lines when the cmdlet was called by a script file, and
/// leaves the lines as they are elsewhere. What failed, what was expected and what was found is read at three in the morning:
/// they stay lines of their own. So the call is given without its file, which the message itself names.
/// </remarks>
static class ErrorPlace
{
    static readonly ConditionalWeakTable<InvocationInfo, string> s_places = [];

    /// <summary>Takes the file out of a call before an error of it is written.</summary>
    /// <returns>The file and the line, <c>/srv/night.ps1:3</c>; null where no file has called.</returns>
    public static string? Take(InvocationInfo call)
    {
        if (s_places.TryGetValue(call, out var known))
            return known;
        if (string.IsNullOrEmpty(call.ScriptName) || call.ScriptLineNumber < 1)
            return null;
        var place = FormattableString.Invariant($"{call.ScriptName}:{call.ScriptLineNumber}");
        // What PowerShell underlines: the call, or as much of it as stands on its first line.
        var length = Math.Max(1, call.PositionMessage.Split('\n')[^1].Count(mark => mark == '~'));
        call.DisplayScriptPosition = new ScriptExtent(
            new ScriptPosition("", call.ScriptLineNumber, call.OffsetInLine, call.Line),
            new ScriptPosition("", call.ScriptLineNumber, call.OffsetInLine + length, call.Line));
        s_places.AddOrUpdate(call, place);
        return place;
    }
}
