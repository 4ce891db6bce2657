using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Takes cache rules out of use.</summary>
/// <remarks>
/// Their tests, what was removed by them and the journal stay. No cache is touched: Clear-CacheScope does that.
/// </remarks>
/// <example>
/// <para>Says what would go.</para>
/// <code>Remove-CacheRule products -WhatIf</code>
/// </example>
/// <example>
/// <para>Takes it out of use.</para>
/// <code>Remove-CacheRule products -Reason 'the shop is closed' -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "CacheRule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveCacheRuleCommand : AsyncCmdlet
{
    /// <summary>Names of cache rules. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Rule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheRuleCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var rule in await CacheRuleNames.FindAsync(ledger, name, StopToken))
                if (await Pipeline.ShouldProcessAsync($"cache rule '{rule.Name}'", "Take out of use"))
                    await ledger.CacheRules.RemoveAsync(rule.Name, Reason, StopToken);
        });
    }
}
