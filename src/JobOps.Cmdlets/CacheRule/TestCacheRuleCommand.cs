using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Holds cache rules against a site: asks for each example twice, anonymous and logged in, and says what is not so.</summary>
/// <remarks>
/// It reads Cache-Status (RFC 9211), X-Cache, Age, Vary, Set-Cookie and Cache-Control, and fails on a personal page from the cache, a
/// stored answer with Set-Cookie, one user's body shown to another, a page that should be cached and is not, another lifetime than the
/// rule's, and two rules that contradict each other on an example. A cache that says nothing of itself fails: nothing else tells.
///
/// -LoggedIn and -SecondUser are headers, as a browser sends them. Their values are SecureStrings, or references that are read here:
/// env:VARIABLE, file:/path, vault:NAME. No value is kept, and of bodies the hashes are. Who is logged in asks first, so a cache that
/// wrongly stores their page is found by the next; it has that page then, as it would have from any user.
///
/// A script ends with exit code 0, or with 2 where an example failed. The tests are kept: Get-CacheRule -Test.
/// </remarks>
/// <example>
/// <para>All rules, for somebody whom nobody knows.</para>
/// <code>Test-CacheRule -BaseUri http://127.0.0.1:8080</code>
/// </example>
/// <example>
/// <para>One rule, as two users whose cookies stand in the environment.</para>
/// <code>Test-CacheRule products -BaseUri http://shop -LoggedIn @{ Cookie = 'env:ANNA' } -SecondUser @{ Cookie = 'env:BEN' }</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "CacheRule")]
[OutputType(typeof(CacheFinding))]
public sealed class TestCacheRuleCommand : AsyncCmdlet
{
    /// <summary>Names of cache rules; all if not given. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheRuleCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Where the site is: an absolute http or https URL.</summary>
    [Parameter(Mandatory = true)]
    public Uri BaseUri { get; set; } = null!;

    /// <summary>Headers of somebody who is logged in; each value a SecureString or a reference, such as env:SHOP_COOKIE.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Hashtable? LoggedIn { get; set; }

    /// <summary>The same of somebody else who is logged in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Hashtable? SecondUser { get; set; }

    bool _failed;

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        CacheAddress.Require(BaseUri);
        var (loggedIn, second) = (await HeadersAsync(LoggedIn), await HeadersAsync(SecondUser));
        var ledger = await Pipeline.LedgerAsync();
        var tester = new CacheRuleTester(ledger);
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var rule in await CacheRuleNames.FindAsync(ledger, name, StopToken))
            {
                var test = await tester.TestAsync(
                    new() { Rule = rule, BaseUri = BaseUri, LoggedIn = loggedIn, SecondUser = second }, StopToken);
                _failed |= !test.Passed;
                Pipeline.Write(test.Findings, enumerate: true);
            }
        });
        await Pipeline.InvokeAsync(() =>
        {
            ExitCode.Report(this, _failed ? ExitCodes.CheckFailed : ExitCodes.Ok);
            return true;
        });
    }

    async Task<IReadOnlyDictionary<string, string>?> HeadersAsync(Hashtable? given)
    {
        if (given is null)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in given)
        {
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            headers[$"{entry.Key}"] = value is SecureString secret
                ? new NetworkCredential("", secret).Password
                : await CacheSecret.ReadAsync($"{value}", $"the header {entry.Key}", StopToken);
        }
        return headers;
    }
}
