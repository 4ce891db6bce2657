using System.Globalization;
using JobOps.CacheRules;

namespace JobOps.Wording;

/// <summary>Cache rules, their tests, and what was removed by them, as a person reads them.</summary>
public static class CacheWords
{
    /// <summary>What makes a request pass the cache by; empty for nothing.</summary>
    public static string Bypass(CacheRule rule) => string.Join("; ",
        from one in new[] { ("cookie", rule.BypassWhen.Cookie), ("header", rule.BypassWhen.Header), ("query", rule.BypassWhen.Query) }
        where one.Item2.Count > 0
        select $"{one.Item1} {string.Join(", ", one.Item2)}");

    /// <summary>Pages, with commas between.</summary>
    public static string Pages(IReadOnlyList<string> pages) => string.Join(", ", pages);

    /// <summary>How long the cache keeps an answer, as it would be typed.</summary>
    public static string Ttl(CacheRule rule)
    {
        var (length, unit) = rule.Ttl.Ticks switch
        {
            var ticks when ticks % TimeSpan.TicksPerDay == 0 => (rule.Ttl.TotalDays, "d"),
            var ticks when ticks % TimeSpan.TicksPerHour == 0 => (rule.Ttl.TotalHours, "h"),
            var ticks when ticks % TimeSpan.TicksPerMinute == 0 => (rule.Ttl.TotalMinutes, "m"),
            _ => (rule.Ttl.TotalSeconds, "s"),
        };
        return length.ToString(CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>What was found, and what to do.</summary>
    public static string Note(CacheFinding finding) => finding.Remedy is { } remedy
        ? $"{finding.Kind}: expected {finding.Expected}, found {finding.Actual}. {remedy}"
        : finding.Actual;

    /// <summary>How many findings came out how, such as <c>products: 2 passed, 1 failed</c>.</summary>
    public static string Summary(CacheRuleTest test) => $"{test.Rule}: " + string.Join(", ",
        from finding in test.Findings
        group finding by finding.Status into same
        orderby same.Key
        select $"{same.Count()} {Status(same.Key)}");

    /// <summary>passed, failed or cannot tell.</summary>
    public static string Status(CacheFindingStatus status) =>
        status == CacheFindingStatus.CannotTell ? "cannot tell" : status.ToString().ToLowerInvariant();

    /// <summary>passed or failed.</summary>
    public static string Outcome(CacheRuleTest test) => test.Passed ? "passed" : "failed";

    /// <summary>What failed, by page.</summary>
    public static string Exceptions(CacheRuleTest test) => string.Join("; ",
        test.Findings.Where(finding => finding.Status == CacheFindingStatus.Failed).Select(finding => $"{finding.Page}: {finding.Kind}"));

    /// <summary>How much was removed, such as <c>3 of 1000</c>.</summary>
    public static string Removed(CacheClearing clearing) => string.Create(CultureInfo.InvariantCulture,
        $"{(clearing.Removed is { } removed ? $"{removed}" : "?")}{(clearing.Total is { } total ? $" of {total}" : "")}");
}
