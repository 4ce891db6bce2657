using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache test [RULE] --base-uri URL</c>: holds cache rules against a site; exit code 2 where one fails.</summary>
sealed class TestCacheCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("rule")
    {
        Description = "A rule, or a pattern with * and ?; all if left out.", Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<string> _baseUri = new("--base-uri") { Description = "Where the site is.", HelpName = "url", Required = true };
    readonly NameValueOption _loggedIn = new(
        "--logged-in", "A header of somebody who is logged in (may be repeated): Cookie=env:VARIABLE, file:/path or vault:NAME.");
    readonly NameValueOption _secondUser = new("--second-user", "The same of somebody else.");

    public TestCacheCommand() : base("test", "Ask a site for the examples of cache rules, and say what is not so")
    {
        Add(_name);
        foreach (var option in (Option[])[_baseUri, _loggedIn, _secondUser])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name) ?? "*";
        var baseUri = CacheAddress.Read(call.Value(_baseUri)!);
        var (loggedIn, second) = (await HeadersAsync(_loggedIn, call), await HeadersAsync(_secondUser, call));
        var rules = name.AsSpan().ContainsAny('*', '?')
            ? await ledger.CacheRules.GetAsync(name, call.Cancellation)
            : [await ledger.CacheRules.RequireAsync(name, call.Cancellation)];
        var tests = new List<CacheRuleTest>();
        foreach (var rule in rules)
            tests.Add(await new CacheRuleTester(ledger).TestAsync(
                new() { Rule = rule, BaseUri = baseUri, LoggedIn = loggedIn, SecondUser = second }, call.Cancellation));
        call.Screen.Show(tests, answer => CacheViews.Findings(answer));
        return tests.TrueForAll(test => test.Passed) ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    static async Task<IReadOnlyDictionary<string, string>?> HeadersAsync(NameValueOption option, Invocation call) =>
        option.Read(call) is { Count: > 0 } references ? await CacheSecret.ReadHeadersAsync(references, call.Cancellation) : null;
}
