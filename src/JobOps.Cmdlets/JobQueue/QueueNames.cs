using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Queues;

namespace JobOps.Cmdlets;

/// <summary>Finds the queues that a name or a pattern means.</summary>
static class QueueNames
{
    /// <summary>A pattern may match nothing; a name that is none is an error.</summary>
    /// <exception cref="JobOpsException">QueueNotFound</exception>
    public static async Task<IReadOnlyList<JobQueue>> FindAsync(ILedger ledger, string name, CancellationToken cancellation)
    {
        var found = await ledger.Queues.GetAsync(name, cancellation);
        return found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(name)
            ? found
            : throw new JobOpsException(Error.QueueNotFound(name));
    }
}
