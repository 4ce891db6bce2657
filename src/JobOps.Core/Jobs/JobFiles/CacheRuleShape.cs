using JobOps.CacheRules;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What a cache rule looks like, in a file of its own and as a step of a job.</summary>
static class CacheRuleShape
{
    static readonly WordsShape s_words = new();
    static readonly ListShape<string> s_pages = new(new WordsShape(), "a list of pages, such as /shop/p/1");

    static readonly ObjectShape<BypassDocument> s_bypass = new("cacheBypass", "What makes a request one that the cache must not answer.")
    {
        { "cookie", Names("cookies"), (it, value) => it.Cookie = value, "Names of cookies." },
        { "header", Names("headers"), (it, value) => it.Header = value, "Names of headers." },
        { "query", Names("parameters of the query"), (it, value) => it.Query = value, "Names of parameters in the query." },
    };

    /// <summary>One rule.</summary>
    public static ObjectShape<CacheRuleDocument> Rule { get; } = new("cacheRule", "What a cache is to keep and for how long.")
    {
        { "name", new NameShape(NameRule.Job), (it, value) => it.Name = value,
            "Unique in the ledger, without regard to case.", true },
        { "match", s_words, (it, value) => it.Match = value,
            "The routes that it is about: a path, in which * stands for anything.", true },
        { "bypassWhen", s_bypass, (it, value) => it.BypassWhen = value,
            "Requests that have to pass the cache by." },
        { "ttl", new AgeShape(), (it, value) => it.Ttl = value,
            "So long the cache keeps an answer, such as 10m or 7d; whole seconds.", true },
        { "key", s_words, (it, value) => it.Key = value,
            "How the cache calls what it keeps of a route: {route} stands for the route, * for anything." },
        { "shouldCache", s_pages, (it, value) => it.ShouldCache = value,
            "Pages that the cache has to answer.", true },
        { "shouldNotCache", s_pages, (it, value) => it.ShouldNotCache = value,
            "Pages that it must never answer." },
        { "why", s_words, (it, value) => it.Why = value,
            "Why there is such a rule.", true },
    };

    /// <summary>A whole file.</summary>
    public static ObjectShape<CacheRulesDocument> File { get; } = new("cacheRules", "Cache rules of JobOps.")
    {
        { "$schema", new TextShape(), (_, _) => { }, "Where an editor finds this schema; JobOps does not look at it." },
        { "rules", new ListShape<CacheRuleDocument>(Rule, "a list of cache rules"), (it, value) => it.Rules = value,
            "The rules.", true },
    };

    public static CacheRule ToRule(CacheRuleDocument document) => new()
    {
        Name = document.Name, Match = document.Match, Ttl = document.Ttl ?? TimeSpan.FromSeconds(1), Key = document.Key,
        Why = document.Why, ShouldCache = document.ShouldCache, ShouldNotCache = document.ShouldNotCache,
        BypassWhen = new()
        {
            Cookie = document.BypassWhen.Cookie, Header = document.BypassWhen.Header, Query = document.BypassWhen.Query,
        },
    };

    /// <summary>Finds what the shapes cannot see.</summary>
    public static void Check(CacheRule rule, string path, DefinitionCheck check)
    {
        foreach (var (member, expected, found) in CacheRuleProblems.Of(rule))
            check.Add($"{path}.{member}", expected, found);
    }

    static ListShape<string> Names(string what) => new(new WordsShape(), $"a list of names of {what}");
}
