using System.Management.Automation;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Finds the jobs that a name or a pattern means.</summary>
static class JobNames
{
    /// <summary>A pattern may match nothing; a name that is none is an error.</summary>
    /// <exception cref="JobOpsException">JobNotFound</exception>
    public static async Task<IReadOnlyList<JobDefinition>> FindAsync(
        ILedger ledger, string name, CancellationToken cancellation)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
            return await ledger.Jobs.GetAsync(name, cancellation);
        return [await ledger.Jobs.FindAsync(name, version: null, cancellation) ?? throw new JobOpsException(Error.JobNotFound(name))];
    }
}
