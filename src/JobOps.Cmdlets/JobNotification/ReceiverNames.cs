using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Finds the receivers that a name or a pattern means.</summary>
static class ReceiverNames
{
    /// <summary>A pattern may match nothing; a name that is none is an error.</summary>
    /// <exception cref="JobOpsException">ReceiverNotFound</exception>
    public static async Task<IReadOnlyList<NotificationReceiver>> FindAsync(
        ILedger ledger, string name, CancellationToken cancellation)
    {
        var found = await ledger.Notifications.GetReceiversAsync(name, cancellation);
        return found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(name)
            ? found
            : throw new JobOpsException(Error.ReceiverNotFound(name));
    }
}
