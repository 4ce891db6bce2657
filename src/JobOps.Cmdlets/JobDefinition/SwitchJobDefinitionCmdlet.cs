using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that enable and disable jobs.</summary>
public abstract class SwitchJobDefinitionCmdlet : ChangeJobDefinitionCmdlet
{
    private protected SwitchJobDefinitionCmdlet() { }

    /// <summary>Whether the jobs are enabled afterwards.</summary>
    private protected abstract bool Enabled { get; }

    private protected sealed override string Action => Enabled ? "Enable" : "Disable";

    private protected sealed override async Task ChangeAsync(ILedger ledger, JobDefinition job)
    {
        if (!await ledger.Jobs.SetEnabledAsync(job.Name, Enabled, Reason, StopToken))
            Pipeline.WriteVerbose($"Job '{job.Name}' is {JobWords.State(Enabled)} already.");
    }
}
