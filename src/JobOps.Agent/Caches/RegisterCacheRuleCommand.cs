using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache rule register NAME …</c>, or <c>… register FILE.cacherules.json</c>.</summary>
sealed class RegisterCacheRuleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = new("rule")
    {
        Description = "The rule's name; or a file with cache rules, whose name ends with .json.",
    };
    readonly Option<string?> _match = new("--match")
    {
        Description = "The routes that it is about; * stands for anything.", HelpName = "route",
    };
    readonly Option<TimeSpan?> _ttl = SharedArguments.Age("--ttl", "So long the cache keeps an answer: 10m, or 7d.");
    readonly Option<string[]> _shouldCache = Pages("--should-cache", "A page that the cache has to answer (may be repeated).");
    readonly Option<string[]> _shouldNotCache = Pages("--should-not-cache", "A page that it must never answer (may be repeated).");
    readonly Option<string[]> _cookie = Names("--bypass-cookie", "Who has this cookie passes the cache by (may be repeated).");
    readonly Option<string[]> _header = Names("--bypass-header", "Who sends this header passes the cache by (may be repeated).");
    readonly Option<string[]> _query = Names("--bypass-query", "What has this parameter passes the cache by (may be repeated).");
    readonly Option<string?> _key = new("--key")
    {
        Description = "How the cache calls what it keeps of a route, such as page:{route}; clearing needs it.", HelpName = "key",
    };
    readonly Option<string?> _why = new("--why") { Description = "Why there is such a rule." };

    public RegisterCacheRuleCommand() : base("register", "Make a cache rule, or put another in its place")
    {
        Add(_name);
        foreach (var option in (Option[])[_match, _ttl, _shouldCache, _shouldNotCache, _cookie, _header, _query, _key, _why])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        var rules = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? CacheRuleFile.Read(Path.GetFullPath(name))
            : [Typed(name, call)];
        foreach (var rule in rules)
            CacheRuleProblems.Require(rule);
        var registered = new List<CacheRule>();
        foreach (var rule in rules)
            registered.Add(await ledger.CacheRules.RegisterAsync(rule, call.Cancellation));
        call.Screen.Show(registered, answer => string.Join('\n', answer.Select(
            rule => $"Cache rule {rule.Name} is {(rule.Unchanged ? "so already" : "registered")}: {rule.Match}.")));
        return ExitCodes.Ok;
    }

    CacheRule Typed(string name, Invocation call) => new()
    {
        Name = name,
        Match = call.Value(_match) ?? "",
        Ttl = call.Value(_ttl) ?? TimeSpan.Zero,
        ShouldCache = call.Value(_shouldCache) ?? [],
        ShouldNotCache = call.Value(_shouldNotCache) ?? [],
        BypassWhen = new()
        {
            Cookie = call.Value(_cookie) ?? [], Header = call.Value(_header) ?? [], Query = call.Value(_query) ?? [],
        },
        Key = call.Value(_key),
        Why = call.Value(_why) ?? "",
    };

    static Option<string[]> Pages(string name, string description) => new(name) { Description = description, HelpName = "page" };

    static Option<string[]> Names(string name, string description) => new(name) { Description = description, HelpName = "name" };
}
