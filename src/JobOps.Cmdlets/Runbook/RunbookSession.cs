using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>The run that the script in this runspace works for: what Invoke-JobStep needs to write its steps.</summary>
sealed class RunbookSession(ILedger ledger, HeldLease held, SecretMask mask)
{
    static readonly ConditionalWeakTable<Runspace, Stack<RunbookSession>> s_open = new();

    int _announced;

    /// <summary>A step of the script, and its number: 1 for the first. The script says in the end only how many there are.</summary>
    public event Action<string, int>? StepAnnounced;

    public long RunId => held.Lease.RunId;

    /// <summary>Writes what becomes of the script's steps.</summary>
    public StepWriter Steps { get; } = new(ledger.Steps, held);

    /// <summary>The step that is executed now; null between steps.</summary>
    public string? StepName { get; set; }

    /// <summary>What the block of a step has just written.</summary>
    public event Action<PSObject?>? OutputWritten;

    /// <summary>The text of what a step gives on now, though its log has it already; null for nothing.</summary>
    public string? GivenOn { get; set; }

    /// <summary>What programs said last.</summary>
    public LastErrorLines ErrorLines { get; } = new();

    /// <summary>Why a step failed: it fails the run, even where the script catches the error.</summary>
    public JobOpsError? Failure { get; set; }

    /// <summary>Takes the secrets of the run out of a text.</summary>
    public SecretMask Mask => mask;

    /// <summary>The script has come to its next step.</summary>
    public void Announce(string stepName) => StepAnnounced?.Invoke(stepName, ++_announced);

    /// <summary>The block of a step has written something.</summary>
    public void SayOutput(PSObject? item) => OutputWritten?.Invoke(item);

    /// <summary>Ends what an earlier try of a step has left on this machine.</summary>
    /// <returns>In a sentence what that was; null for nothing.</returns>
    public async Task<string?> EndLeftProcessesAsync(string step) =>
        // Only a run that was claimed before can have left anything.
        held.Lease.Token > 1 ? await LeftProcesses.EndAsync(ledger.Info.LedgerId, RunId, step, new WorkerOptions().Grace) : null;

    /// <summary>Marks the programs that this process starts as those of a step, until it is disposed.</summary>
    public IDisposable MarkProcesses(string step) => new ProcessMark(StepCookie.New(ledger.Info.LedgerId, RunId, step));

    /// <exception cref="JobOpsException">LeaseLost</exception>
    public void ThrowIfLeaseLost() => held.ThrowIfLost();

    /// <summary>The session of the current runspace; null outside of a run. On the pipeline's thread only.</summary>
    public static RunbookSession? Current =>
        s_open.TryGetValue(Runspace.DefaultRunspace, out var open) && open.TryPeek(out var session) ? session : null;

    /// <summary>Makes this session the current one. On the pipeline's thread only.</summary>
    public void Enter() => s_open.GetOrCreateValue(Runspace.DefaultRunspace).Push(this);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public static void Leave() => s_open.GetOrCreateValue(Runspace.DefaultRunspace).Pop();

    /// <summary>
    /// The run for which a worker started this process, as its environment says; null where no worker did. The worker
    /// renews the lease.
    /// </summary>
    public static RunbookSession? FromEnvironment(ILedger ledger) => RunContext.FromEnvironment() is { } lease
        ? new(ledger, HeldLease.Elsewhere(lease), new SecretMask([]))
        : null;
}
