using System.Collections.Concurrent;
using System.Threading.Channels;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;
using JobOps.Workers;

namespace JobOps.Cmdlets;

/// <summary>Shows what a worker does as a progress bar and as verbose lines, and writes each run that has ended.</summary>
sealed class WorkerProgress : IRunObserver, IWorkerObserver
{
    // The ids of so many are one list of parameters (128 places); the next look takes the rest.
    const int LargestRead = 100;

    readonly CmdletPipeline _pipeline;
    readonly ILedger _ledger;
    readonly ProgressBar _bar;
    readonly ConcurrentDictionary<long, string> _inHand = new();
    readonly Channel<long> _ended = Channel.CreateUnbounded<long>();
    readonly Task _writing;
    int _count;

    public WorkerProgress(CmdletPipeline pipeline, ProgressScreen screen, ILedger ledger, string worker)
    {
        _pipeline = pipeline;
        _ledger = ledger;
        _bar = new(screen, $"Worker {worker}");
        _writing = WriteEndedAsync();
    }

    /// <summary>How many runs the worker executes now.</summary>
    public int InHand => _inHand.Count;

    public void StepStarting(JobRun run, string stepName, int number, int count)
    {
        _inHand[run.RunId] = $"run {run.RunId} {run.JobName}/{stepName}";
        Show();
    }

    public void Line(LogLine line) =>
        _pipeline.WriteVerbose($"run {line.RunId}{(line.StepName is { } step ? $" {step}" : "")}: {line.Text}");

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered) => _pipeline.WriteVerbose(
        $"run {run.RunId} {stepName}: {StepWords.Ended(status, remembered)}.");

    public void Registered(JobWorker worker)
    {
    }

    public void Alive()
    {
    }

    public void RunStarting(JobRun run) => _inHand[run.RunId] = $"run {run.RunId} {run.JobName}";

    public void RunEnded(JobRun run, RunOutcome? outcome)
    {
        _inHand.TryRemove(run.RunId, out _);
        switch (outcome)
        {
            case null:
                _pipeline.WriteWarning($"Run {run.RunId} {RunWords.Ended(outcome)}.");
                break;
            case { Status: RunStatus.Scheduled, Error: { } error }:
                _pipeline.WriteWarning($"Run {run.RunId} {RunWords.Ended(outcome)} ({error.Id}){RunWords.Again(outcome)}.");
                break;
            case { Status: RunStatus.Queued }:
                _pipeline.WriteVerbose($"Run {run.RunId} {RunWords.Ended(outcome)}.");
                break;
            default:
                Interlocked.Increment(ref _count);
                _ended.Writer.TryWrite(run.RunId);
                break;
        }
        Show();
    }

    /// <summary>Writes what has ended and is not written yet, and takes the bar away.</summary>
    public async Task CompleteAsync()
    {
        _ended.Writer.Complete();
        await _writing;
        _bar.Dispose();
    }

    void Show() => _bar.Show(
        new($"{_count:N0} ended, {_inHand.Count} in hand{(_inHand.Values.FirstOrDefault() is { } first ? $": {first}" : "")}"));

    async Task WriteEndedAsync()
    {
        while (await _ended.Reader.WaitToReadAsync())
        {
            var ids = new List<long>();
            while (ids.Count < LargestRead && _ended.Reader.TryRead(out var id))
                ids.Add(id);
            await WriteAsync(ids);
        }
    }

    async Task WriteAsync(List<long> ids)
    {
        try
        {
            var runs = await _ledger.Runs.GetAsync(new() { RunIds = ids, Limit = ids.Count });
            foreach (var run in runs.OrderBy(run => ids.IndexOf(run.RunId)))
                _pipeline.Write(run);
        }
        catch (JobOpsException exception)
        {
            // The runs have ended all the same, and the ledger knows it.
            _pipeline.WriteWarning($"Runs {string.Join(", ", ids)} have ended and could not be read: {exception.Error.What}");
        }
    }
}
