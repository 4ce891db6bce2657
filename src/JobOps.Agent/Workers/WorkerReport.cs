using System.Collections.Concurrent;
using System.Diagnostics;
using JobOps.Agent.Rendering;
using JobOps.Agent.Services;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Wording;
using JobOps.Workers;
using Spectre.Console;

namespace JobOps.Agent.Workers;

/// <summary>Tells a person in lines, and systemd in datagrams, how a worker goes.</summary>
sealed class WorkerReport(Screen screen, bool quiet, TimeSpan drainTime, SystemdNotify? systemd) : IWorkerObserver
{
    // A ledger that is away is asked every second: told once a minute, it does not fill the log.
    static readonly TimeSpan s_sameTrouble = TimeSpan.FromMinutes(1);

    // When each run in hand was claimed, in ticks of the stopwatch.
    readonly ConcurrentDictionary<long, long> _inHand = new();
    readonly Lock _lock = new();
    (string Id, long At)? _trouble;
    volatile bool _draining;

    string Status => (_draining, _inHand.Count) switch
    {
        (true, var count) => $"Ends: {RunWords.Count(count)} left",
        (_, 0) => "Waits for runs",
        var (_, count) => $"Executes {RunWords.Count(count)}",
    };

    public void Registered(JobWorker worker)
    {
        Line($"Worker {worker.Worker} serves {WorkerWords.Serves(worker.Queues)}, {RunWords.Count(worker.Concurrency)} at a time");
        systemd?.Ready(Status);
    }

    public void Alive() => systemd?.Alive(Status);

    public void RunStarting(JobRun run)
    {
        _inHand[run.RunId] = Stopwatch.GetTimestamp();
        Line($"Run {run.RunId} of {run.JobName} begins{(run.Attempt > 1 ? $", attempt {run.Attempt}" : "")}");
    }

    public void RunEnded(JobRun run, RunOutcome? outcome)
    {
        _inHand.TryRemove(run.RunId, out var begin);
        Line(
            $"Run {run.RunId} of {run.JobName} {RunWords.Ended(outcome)} "
                + $"after {TimeWords.Took(Stopwatch.GetElapsedTime(begin))}{Then(outcome)}",
            outcome is null ? Tone.Doubtful : Tones.Of(outcome.Status));
    }

    /// <summary>The ledger does not answer. The same trouble is told once a minute, however often it is met.</summary>
    public void Trouble(JobOpsError error)
    {
        lock (_lock)
        {
            if (_trouble is { } last && last.Id == error.Id && Stopwatch.GetElapsedTime(last.At) < s_sameTrouble)
                return;
            _trouble = (error.Id, Stopwatch.GetTimestamp());
        }
        if (screen.IsJson)
            screen.Show(error);
        else
            screen.Progress($"{Now} {error.What} It was: {OneLine(error.Actual)}. Tries again.", Tone.Bad);
    }

    /// <summary>Something that happened before it began to claim.</summary>
    public void Told(string sentence) => Line(sentence, Tone.Doubtful);

    /// <summary>It was told to end.</summary>
    public void Draining()
    {
        _draining = true;
        systemd?.Stopping(Status);
        Line(_inHand.IsEmpty
            ? "Ends: takes nothing new"
            : $"Ends: takes nothing new; {RunWords.Count(_inHand.Count)} may take {TimeWords.Took(drainTime)}, "
                + $"then {(_inHand.Count == 1 ? "it is" : "they are")} given back");
    }

    public void Stopped() => Line("Worker has ended");

    void Line(string text, Tone tone = Tone.Plain)
    {
        if (!quiet)
            screen.Progress($"{Now} {text}", tone);
    }

    static string Now => TimeWords.At(DateTimeOffset.Now);

    static string Then(RunOutcome? outcome) =>
        RunWords.Again(outcome) + (outcome?.Error is { } error ? $": {OneLine(error.Actual)}" : "");

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
