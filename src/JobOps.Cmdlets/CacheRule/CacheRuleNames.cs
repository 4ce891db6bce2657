using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Finds the cache rules that a name or a pattern means.</summary>
static class CacheRuleNames
{
    /// <summary>A pattern may match nothing; a name that is none is an error.</summary>
    /// <exception cref="JobOpsException">CacheRuleNotFound</exception>
    public static async Task<IReadOnlyList<CacheRules.CacheRule>> FindAsync(ILedger ledger, string name, CancellationToken cancellation)
    {
        var found = await ledger.CacheRules.GetAsync(name, cancellation);
        return found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(name)
            ? found
            : throw new JobOpsException(Error.CacheRuleNotFound(name));
    }
}
