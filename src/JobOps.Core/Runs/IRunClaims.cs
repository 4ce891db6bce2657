namespace JobOps.Runs;

/// <summary>The runs, to execute: what a worker asks of the ledger.</summary>
public interface IRunClaims
{
    /// <summary>
    /// Takes the leases of runs that are queued or whose lease has expired: by priority, then oldest first. Nothing of a
    /// paused queue, of a disabled job (rollbacks excepted) or beyond a limit. Steps that a dead worker left running
    /// become Interrupted. Before it, runs that are due become Queued, and those that missed their latest start or whose
    /// workers were lost too often become Failed.
    /// </summary>
    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// Ends when there may be something to claim that was not there at the last call, or after
    /// <paramref name="atMost"/>.
    /// </summary>
    /// <returns>False when only the time is over.</returns>
    Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation = default);

    /// <summary>Renews the leases of one worker, and the worker's own.</summary>
    /// <returns>Those that are lost.</returns>
    Task<IReadOnlyList<Lease>> RenewAsync(
        string worker, IReadOnlyList<Lease> leases, CancellationToken cancellation = default);

    /// <summary>Writes how attempts ended, of all whose lease still holds.</summary>
    /// <returns>The leases that are lost: another worker has taken the run over, or it has ended.</returns>
    Task<IReadOnlyList<Lease>> CompleteAsync(IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default);

    /// <summary>Ends the leases of a worker at once. Only for one whose process is known to have ended.</summary>
    /// <returns>How many runs it had.</returns>
    Task<int> ExpireAsync(string worker, CancellationToken cancellation = default);

    /// <summary>The running runs of a worker that are to be stopped.</summary>
    Task<IReadOnlyList<StopRequest>> GetStopRequestsAsync(string worker, CancellationToken cancellation = default);
}
