using System.Management.Automation;
using JobOps.CacheRules;

namespace JobOps.Cmdlets;

/// <summary>Gets cache rules, how they were tested, or what was removed from caches by them.</summary>
/// <remarks>
/// A test has what the site answered and one finding for each thing that is not as the rule has it, with what to do. Of what was removed
/// the ledger keeps how much it was and the hashes of the keys; names and values only where Clear-CacheScope was told -KeepForUndo.
/// </remarks>
/// <example>
/// <para>All cache rules.</para>
/// <code>Get-CacheRule</code>
/// </example>
/// <example>
/// <para>What the last test of one found.</para>
/// <code>(Get-CacheRule products -Test -Last 1).Findings | Format-List</code>
/// </example>
/// <example>
/// <para>What was removed from caches lately.</para>
/// <code>Get-CacheRule -Cleared</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "CacheRule", DefaultParameterSetName = RuleSet)]
[OutputType(typeof(CacheRules.CacheRule), ParameterSetName = [RuleSet])]
[OutputType(typeof(CacheRuleTest), ParameterSetName = [TestSet])]
[OutputType(typeof(CacheClearing), ParameterSetName = [ClearedSet])]
public sealed class GetCacheRuleCommand : AsyncCmdlet
{
    const string RuleSet = "Rule";
    const string TestSet = "Test";
    const string ClearedSet = "Cleared";

    /// <summary>Names of cache rules. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheRuleCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes their tests in place of the rules, the newest first.</summary>
    [Parameter(ParameterSetName = TestSet, Mandatory = true)]
    public SwitchParameter Test { get; set; }

    /// <summary>Writes what was removed by them in place of the rules, the newest first.</summary>
    [Parameter(ParameterSetName = ClearedSet, Mandatory = true)]
    public SwitchParameter Cleared { get; set; }

    /// <summary>So many at most; 100 if not given.</summary>
    [Parameter(ParameterSetName = TestSet)]
    [Parameter(ParameterSetName = ClearedSet)]
    [ValidateRange(1, 100_000)]
    public int Last { get; set; } = 100;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            if (Test)
                Pipeline.Write(await ledger.CacheRules.GetTestsAsync(name, Last, StopToken), enumerate: true);
            else if (Cleared)
                Pipeline.Write(await ledger.CacheRules.GetClearingsAsync(name, Last, StopToken), enumerate: true);
            else
                Pipeline.Write(await CacheRuleNames.FindAsync(ledger, name, StopToken), enumerate: true);
        });
    }
}
