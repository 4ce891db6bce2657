using JobOps.Runs;
using JobOps.Workers;

namespace JobOps.Execution;

/// <summary>Is told how a worker itself goes, beside the <see cref="IRunObserver"/> of its runs. Called from any thread;
/// must not throw.</summary>
public interface IWorkerObserver
{
    /// <summary>It stands in the ledger and begins to claim.</summary>
    void Registered(JobWorker worker);

    /// <summary>Its loop has come round: once a second at least, as long as the ledger answers. One that stays silent hangs.</summary>
    void Alive();

    /// <summary>It has claimed a run.</summary>
    void RunStarting(JobRun run);

    /// <summary>How the attempt ended is written down.</summary>
    /// <param name="run">The run as it was claimed.</param>
    /// <param name="outcome">Null where the lease was lost: the worker that has it now decides.</param>
    void RunEnded(JobRun run, RunOutcome? outcome);
}
