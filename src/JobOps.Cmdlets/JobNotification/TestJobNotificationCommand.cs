using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Sends a test to receivers, from here and now, and says whether it arrived.</summary>
/// <remarks>
/// What a receiver is told otherwise, its filters and its quiet hours do not matter. It is sent by this session, with the keys and
/// passwords that can be read here: a worker's may be others. A receiver that is parked stays so; Resume-JobNotification tells it again.
/// </remarks>
/// <example>
/// <para>Whether a receiver can be reached.</para>
/// <code>Test-JobNotification ops</code>
/// </example>
/// <example>
/// <para>All of them.</para>
/// <code>Get-JobNotification | Test-JobNotification</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "JobNotification")]
[OutputType(typeof(NotificationTest))]
public sealed class TestJobNotificationCommand : AsyncCmdlet
{
    /// <summary>Names of receivers. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Receiver")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReceiverNameCompleter))]
    public string[] Name { get; set; } = [];

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var receiver in await ReceiverNames.FindAsync(ledger, name, StopToken))
            {
                var test = await new NotificationDelivery(ledger.Info).TestAsync(receiver, StopToken);
                Pipeline.Write(test);
                if (test.Problem is { } problem)
                    throw new JobOpsException(Error.NotificationFailed(receiver.Name, problem));
            }
        });
    }
}
