using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>
/// Says in a progress bar why a run that somebody waits for does not start: a due time, a paused queue, a limit. Looks
/// now and then, until it is disposed.
/// </summary>
sealed class WaitingNote : IAsyncDisposable
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    readonly ILedger _ledger;
    readonly long _runId;
    readonly ProgressBar _bar;
    readonly CancellationTokenSource _end = new();
    readonly Task _looking;

    public WaitingNote(CmdletPipeline pipeline, ILedger ledger, JobRun run)
    {
        _ledger = ledger;
        _runId = run.RunId;
        _bar = new(pipeline, $"Waiting for run {run.RunId} of job '{run.JobName}'");
        _looking = Task.Run(LookAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
        _bar.Complete();
    }

    async Task LookAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_interval, _end.Token);
                if (await _ledger.FindRunAsync(_runId, _end.Token) is { Status: RunStatus.Queued or RunStatus.Scheduled } run)
                    _bar.Show(await RunExplanation.WhyAsync(_ledger, run, _end.Token));
                else
                    _bar.Complete();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or JobOpsException)
        {
            // Whoever executes the run reports what is wrong with the ledger.
        }
    }
}
