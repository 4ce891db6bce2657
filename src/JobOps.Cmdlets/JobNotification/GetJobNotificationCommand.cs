using System.Management.Automation;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Gets who is told of what, and what they were told.</summary>
/// <remarks>
/// A receiver is failing while what it is sent does not arrive; after ten times in a row it is parked: nobody tries any more until
/// Resume-JobNotification, or until it is set anew. What is to be told meanwhile waits.
/// </remarks>
/// <example>
/// <para>All receivers.</para>
/// <code>Get-JobNotification</code>
/// </example>
/// <example>
/// <para>What they were told lately, and what has not arrived.</para>
/// <code>Get-JobNotification -Sent -Last 20</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobNotification", DefaultParameterSetName = ReceiverSet)]
[OutputType(typeof(NotificationReceiver), ParameterSetName = [ReceiverSet])]
[OutputType(typeof(Notification), ParameterSetName = [SentSet])]
public sealed class GetJobNotificationCommand : AsyncCmdlet
{
    const string ReceiverSet = "Receiver";
    const string SentSet = "Sent";

    /// <summary>Names of receivers. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Receiver")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReceiverNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes the notifications, the newest first, in place of the receivers: those that were sent, and those that wait.</summary>
    [Parameter(ParameterSetName = SentSet, Mandatory = true)]
    public SwitchParameter Sent { get; set; }

    /// <summary>So many of them; 100 if not given.</summary>
    [Parameter(ParameterSetName = SentSet)]
    [ValidateRange(1, 100_000)]
    public int Last { get; set; } = 100;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            var receivers = await ReceiverNames.FindAsync(ledger, name, StopToken);
            if (Sent)
                Pipeline.Write(await ledger.Notifications.GetAsync(name, Last, StopToken), enumerate: true);
            else
                Pipeline.Write(receivers, enumerate: true);
        });
    }
}
