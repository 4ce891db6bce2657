using JobOps.Errors;
using JobOps.Values;

namespace JobOps.CacheRules;

/// <summary>What every rule has to fulfil, wherever it comes from.</summary>
public static class CacheRuleProblems
{
    /// <summary>Examples of one list of a rule.</summary>
    public const int MostExamples = 100;

    /// <summary>What an error says was expected of a lifetime.</summary>
    public const string TtlWords = "whole seconds, such as '30s', '10m' or '7d', one at least";

    static readonly NameRule s_header = NameRule.Header;

    /// <exception cref="JobOpsException">CacheRuleInvalid with every mistake, a line each</exception>
    public static void Require(CacheRule rule)
    {
        var problems = Of(rule).ToList();
        if (problems.Count > 0)
            throw new JobOpsException(Error.CacheRuleInvalid(rule.Name, string.Join(
                '\n', problems.Select(problem => $"{problem.Member}: expected {problem.Expected}, found {problem.Found}"))));
    }

    /// <summary>Every mistake in a rule, by the member that has it, as a file calls it.</summary>
    public static IEnumerable<(string Member, string Expected, string Found)> Of(CacheRule rule)
    {
        if (!NameRule.Job.Fits(rule.Name))
            yield return ("name", NameRule.Job.Words, $"'{rule.Name}'");
        if (!RoutePattern.IsRoute(rule.Match))
            yield return ("match", RoutePattern.Words, $"'{rule.Match}'");
        if (rule.Ttl < TimeSpan.FromSeconds(1) || rule.Ttl.Ticks % TimeSpan.TicksPerSecond != 0)
            yield return ("ttl", TtlWords, $"{rule.Ttl:c}");
        if (string.IsNullOrWhiteSpace(rule.Why))
            yield return ("why", "words", "an empty text");
        if (rule.Key is { } key && !CacheKeyPattern.IsKey(key))
            yield return ("key", CacheKeyPattern.Words, $"'{key}'");
        foreach (var problem in OfBypass(rule.BypassWhen).Concat(OfExamples(rule)))
            yield return problem;
    }

    static IEnumerable<(string, string, string)> OfBypass(CacheBypass bypass)
    {
        foreach (var name in bypass.Header.Where(name => !s_header.Fits(name)))
            yield return ("bypassWhen.header", s_header.Words, $"'{name}'");
        foreach (var (member, names) in new[] { ("cookie", bypass.Cookie), ("query", bypass.Query) })
            foreach (var name in names.Where(name => name.Length == 0 || name.Any(c => c <= ' ' || c is '=' or ';' or ',' or '&' or '?')))
                yield return ($"bypassWhen.{member}", "a name, without a value", $"'{name}'");
    }

    static IEnumerable<(string, string, string)> OfExamples(CacheRule rule)
    {
        if (rule.ShouldCache.Count == 0)
            yield return ("shouldCache", "a page that should be cached at least", "none");
        foreach (var (member, pages) in new[] { ("shouldCache", rule.ShouldCache), ("shouldNotCache", rule.ShouldNotCache) })
        {
            if (pages.Count > MostExamples)
                yield return (member, $"at most {MostExamples} pages", $"{pages.Count}");
            foreach (var page in pages.Where(page => !RoutePattern.IsPage(page)))
                yield return (member, "the path of a page, such as /shop/p/1, without *", $"'{page}'");
        }
        foreach (var page in rule.ShouldCache.Where(RoutePattern.IsPage))
        {
            if (rule.ShouldNotCache.Contains(page, StringComparer.Ordinal))
                yield return ("shouldNotCache", "a page that shouldCache does not have", $"'{page}'");
            if (!RoutePattern.Matches(rule.Match, page))
                yield return ("shouldCache", $"a page that the rule is about: {rule.Match}", $"'{page}'");
            else if (rule.BypassWhen.Applies(page, new Dictionary<string, string>()))
                yield return ("shouldCache", "a page that no bypassWhen.query keeps from the cache", $"'{page}'");
        }
    }
}
