using JobOps.CacheRules;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Cache rules, their tests, and what was removed by them, as a person reads them.</summary>
static class CacheViews
{
    public static IRenderable Table(IReadOnlyList<CacheRule> rules)
    {
        if (rules.Count == 0)
            return Tables.Nothing("No cache rules.");
        var table = Tables.Of("=Rule", "=Match", ">Ttl", "Bypass", "Why");
        foreach (var rule in rules)
            table.Row(rule.Name, rule.Match, CacheWords.Ttl(rule), CacheWords.Bypass(rule), rule.Why);
        return table;
    }

    public static IRenderable One(CacheRule rule) => new Rows(
        Tables.Words($"Cache rule {rule.Name}"),
        Tables.Details(
            ("Match", rule.Match),
            ("Ttl", CacheWords.Ttl(rule)),
            ("Bypass", CacheWords.Bypass(rule)),
            ("Should cache", CacheWords.Pages(rule.ShouldCache)),
            ("Should not cache", CacheWords.Pages(rule.ShouldNotCache)),
            ("Key", rule.Key),
            ("Why", rule.Why),
            ("Set", TimeWords.By(rule.SetAt, rule.SetBy)),
            ("Revision", rule.Revision)));

    public static IRenderable Findings(IReadOnlyList<CacheRuleTest> tests)
    {
        if (tests.Count == 0)
            return Tables.Nothing("No cache rules.");
        var table = Tables.Of("Status", "Rule", "Page", "Found");
        foreach (var finding in tests.SelectMany(test => test.Findings))
            table.Row(
                new Text(CacheWords.Status(finding.Status), Styles.Of(Standings.Of(finding.Status))), finding.Rule, finding.Page,
                CacheWords.Note(finding));
        return new Rows(table, Tables.Words(string.Join("; ", tests.Select(CacheWords.Summary))));
    }

    public static IRenderable Tests(IReadOnlyList<CacheRuleTest> tests)
    {
        if (tests.Count == 0)
            return Tables.Nothing("No tests of cache rules.");
        var table = Tables.Of(">Id", "Rule", "Site", "Outcome", "Performed", "Note");
        foreach (var test in tests)
            table.Row(
                test.CacheRuleTestId, test.Rule, test.BaseUri,
                new Text(CacheWords.Outcome(test), Styles.Of(test.Passed ? Standing.Good : Standing.Bad)),
                TimeWords.Ago(test.PerformedAt, test.ReadAt), CacheWords.Exceptions(test));
        return table;
    }

    public static IRenderable Clearings(IReadOnlyList<CacheClearing> clearings)
    {
        if (clearings.Count == 0)
            return Tables.Nothing("Nothing was removed.");
        var table = Tables.Of(">Id", ">Run", "Rule", "Routes", ">Removed", "Cache", "Performed");
        foreach (var one in clearings)
            table.Row(
                one.CacheClearingId, one.RunId, one.Rule, CacheWords.Pages(one.Routes), CacheWords.Removed(one), one.Cache,
                TimeWords.Ago(one.PerformedAt, one.ReadAt));
        return table;
    }
}
