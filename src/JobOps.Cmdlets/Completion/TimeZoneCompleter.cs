using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>The time zones that this machine knows, by any part of their names; the tooltip says what their clocks show.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return from zone in ZoneClock.Names.Order(StringComparer.Ordinal)
               where zone.Contains(word, StringComparison.OrdinalIgnoreCase)
               select new CompletionResult(
                   Next.PowerShell(zone), zone, CompletionResultType.ParameterValue,
                   ScheduleWords.At(ZoneClock.Find(zone)!.At(DateTimeOffset.UtcNow)));
    }
}
