using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Takes receivers out of use: they are told nothing any more.</summary>
/// <remarks>What waits for them goes, too. What they were told stays for thirty days.</remarks>
/// <example>
/// <para>Says who would go.</para>
/// <code>Remove-JobNotification ops -WhatIf</code>
/// </example>
/// <example>
/// <para>Takes it out of use.</para>
/// <code>Remove-JobNotification ops -Reason 'the channel is closed' -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "JobNotification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveJobNotificationCommand : AsyncCmdlet
{
    /// <summary>Names of receivers. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Receiver")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReceiverNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var receiver in await ReceiverNames.FindAsync(ledger, name, StopToken))
                if (await Pipeline.ShouldProcessAsync($"receiver '{receiver.Name}'", "Take out of use"))
                    await ledger.Notifications.RemoveAsync(receiver.Name, Reason, StopToken);
        });
    }
}
