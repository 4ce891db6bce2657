using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>
/// Says in the bar of a run, and once as a verbose line, why it does not start here: a due time, a paused queue, a limit,
/// another worker that is at it. Looks now and then, until the run begins here or the note is disposed.
/// </summary>
sealed class WaitingNote : IAsyncDisposable
{
    // As often as the clock in the bar moves.
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    readonly CmdletPipeline _pipeline;
    readonly RunBar _bar;
    readonly ILedger _ledger;
    readonly long _runId;
    readonly RunProgressReader _reader;
    readonly CancellationTokenSource _end = new();
    readonly Task _looking;
    bool _said;

    public WaitingNote(CmdletPipeline pipeline, RunBar bar, ILedger ledger, JobRun run)
    {
        _pipeline = pipeline;
        _bar = bar;
        _ledger = ledger;
        _runId = run.RunId;
        _reader = new(ledger);
        _looking = Task.Run(LookAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
    }

    async Task LookAsync()
    {
        try
        {
            await Task.Delay(s_interval, _end.Token);
            while (!_bar.HasBegun)
            {
                if (await ReadAsync() is { } text)
                {
                    if (!_said)
                        _pipeline.WriteVerbose($"Waiting for run {_runId}. {text.Doing}");
                    _said = true;
                    _bar.Wait(text);
                }
                await Task.Delay(s_interval, _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or JobOpsException)
        {
            // The execution itself reports what is wrong with the ledger.
        }
    }

    async Task<ProgressText?> ReadAsync() => await _ledger.Runs.FindAsync(_runId, _end.Token) switch
    {
        { Status: RunStatus.AwaitingApproval or RunStatus.Queued or RunStatus.Scheduled } run =>
            new(await RunExplanation.WhyAsync(_ledger, run, _end.Token)),
        { } run => await _reader.ReadAsync(run, lastLine: null, _end.Token),
        null => null,
    };
}
