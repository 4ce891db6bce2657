using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>One attempt at a run, with all that its body needs. Read once, and passed on.</summary>
public sealed class AttemptContext
{
    public required ILedger Ledger { get; init; }
    public required JobRun Run { get; init; }
    /// <summary>The version of the definition that the run keeps.</summary>
    public required JobDefinition Job { get; init; }
    /// <summary>The lease, as it is renewed.</summary>
    public required HeldLease Held { get; init; }
    /// <summary>Secret parameters by name.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }
    /// <summary>The environment that the run keeps; null for none.</summary>
    public RunEnvironment? Environment { get; init; }
    public required RunLog Log { get; init; }
    public required WorkerOptions Options { get; init; }
    /// <summary>Executes what needs PowerShell; null where this worker has none ready.</summary>
    public PowerShellHosts? PowerShell { get; init; }
    /// <summary>Is told how it goes; may be null.</summary>
    public IRunObserver? Observer { get; init; }

    public Lease Lease => Held.Lease;

    /// <summary>Writes what becomes of the steps.</summary>
    public StepWriter Steps => field ??= new(Ledger.Steps, Held);
}
