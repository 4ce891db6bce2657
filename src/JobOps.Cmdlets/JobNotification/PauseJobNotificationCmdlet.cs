using System.Management.Automation;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that leave receivers in peace, and tell them again.</summary>
public abstract class PauseJobNotificationCmdlet : AsyncCmdlet
{
    private protected PauseJobNotificationCmdlet() { }

    /// <summary>Names of receivers. Wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Receiver")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReceiverNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why: kept in the journal, and shown to whoever asks.</summary>
    [Parameter(Position = 1)]
    public string? Reason { get; set; }

    /// <summary>Writes the receivers as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    /// <summary>Whether they are left in peace afterwards.</summary>
    private protected abstract bool Suspended { get; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var receiver in await ReceiverNames.FindAsync(ledger, name, StopToken))
            {
                if (!await Pipeline.ShouldProcessAsync($"receiver '{receiver.Name}'", Action))
                    continue;
                if (!await ledger.Notifications.SetSuspendedAsync(receiver.Name, Suspended, Reason, StopToken))
                    Pipeline.WriteVerbose($"Receiver '{receiver.Name}' is {NotificationWords.State(receiver)} already.");
                if (PassThru)
                    Pipeline.Write(await ledger.Notifications.GetReceiversAsync(receiver.Name, StopToken), enumerate: true);
            }
        });
    }
}
