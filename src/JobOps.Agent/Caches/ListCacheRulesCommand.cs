using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache rule list</c>: the rules, one of them in full, their tests, or what was removed by them.</summary>
sealed class ListCacheRulesCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("rule")
    {
        Description = "A rule, or a pattern with * and ?; all if left out.", Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<bool> _tests = new("--tests") { Description = "Their tests, the newest first." };
    readonly Option<bool> _cleared = new("--cleared") { Description = "What was removed by them, the newest first." };
    readonly Option<int> _last = SharedArguments.Count("--last", "So many of these.", 20);

    public ListCacheRulesCommand() : base("list", "List cache rules, their tests, or what was removed by them", lists: true)
    {
        Add(_name);
        Add(_tests);
        Add(_cleared);
        Add(_last);
        Validators.Add(result =>
        {
            if (result.GetValue(_tests) && result.GetValue(_cleared))
                result.AddError("--tests or --cleared: one of the two");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var (name, last) = (call.Value(_name), call.Value(_last));
        var isOne = name is not null && !name.AsSpan().ContainsAny('*', '?');
        var rules = ledger.CacheRules;
        if (call.Value(_tests))
            call.Screen.Show(await rules.GetTestsAsync(name ?? "*", last, call.Cancellation), answer => CacheViews.Tests(answer));
        else if (call.Value(_cleared))
            call.Screen.Show(await rules.GetClearingsAsync(name ?? "*", last, call.Cancellation), answer => CacheViews.Clearings(answer));
        else if (isOne)
            call.Screen.Show(await rules.RequireAsync(name!, call.Cancellation), answer => CacheViews.One(answer));
        else
            call.Screen.Show(await rules.GetAsync(name ?? "*", call.Cancellation), answer => CacheViews.Table(answer));
        return ExitCodes.Ok;
    }
}
