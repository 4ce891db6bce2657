using System.Diagnostics;
using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Benchmarks.Workers;
using JobOps.Execution;

namespace JobOps.Benchmarks.Sections;

/// <summary>
/// How long a worker that waits needs until it starts what was enqueued: one in this process, and one in another. Both
/// pasts by turns, and a pause before each, so that the worker is at rest and nobody is in step with its polling.
/// </summary>
static class WakeUpSection
{
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    static readonly TimeSpan s_untilAtRest = TimeSpan.FromSeconds(1);

    static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        foreach (var ledger in bench.Ledgers)
            await ledger.TrimAsync();
        return
        [
            .. await MeasureAsync(bench, "same", "same process", StartHere),
            .. await MeasureAsync(bench, "other", "another process", StartElsewhere),
            await IdleAsync(bench),
        ];
    }

    /// <summary>What it costs to wait.</summary>
    static async Task<Figure> IdleAsync(Bench bench)
    {
        using var costs = new LedgerCosts();
        await using var worker = new WorkerHere(bench.Small, new());
        await Task.Delay(s_untilAtRest);
        var (statements, _) = await costs.OfAsync(s_idle.Seconds, () => Task.Delay(s_idle));
        return new("wake.idle.statements", "what a worker without work asks", "statements/s", statements);
    }

    static async Task<IEnumerable<Figure>> MeasureAsync(
        Bench bench, string id, string where, Func<BenchLedger, RunStarts, IAsyncDisposable> start)
    {
        await using var small = new Subject(bench.Small, start);
        await using var large = new Subject(bench.Large, start);
        await bench.Database.SettleAsync();
        for (var sample = -2; sample < bench.Scale.WakeUps; sample++)
            foreach (var subject in (Subject[])[small, large])
                await subject.WakeAsync(counts: sample >= 0);
        Figure Of(string from, string words, Func<Subject, IReadOnlyList<double>> times, double fraction, string name) => new(
            $"wake.{id}.{from}{name}", $"{where}, {words}, {name}", "ms",
            Quantile.Of(times(small), fraction), Quantile.Of(times(large), fraction));
        return
        [
            Of("", "since the enqueue was durable", subject => subject.SinceStored, 0.5, "p50"),
            Of("", "since the enqueue was durable", subject => subject.SinceStored, 0.99, "p99"),
            Of("call.", "since the enqueue was called", subject => subject.SinceCalled, 0.5, "p50"),
            Of("call.", "since the enqueue was called", subject => subject.SinceCalled, 0.99, "p99"),
        ];
    }

    static IAsyncDisposable StartHere(BenchLedger ledger, RunStarts starts) => new WorkerHere(ledger, starts);

    static IAsyncDisposable StartElsewhere(BenchLedger ledger, RunStarts starts) => new WorkerElsewhere(ledger, starts);

    /// <summary>A ledger and the worker that waits on it.</summary>
    sealed class Subject(BenchLedger ledger, Func<BenchLedger, RunStarts, IAsyncDisposable> start) : IAsyncDisposable
    {
        readonly RunStarts _starts = new();
        IAsyncDisposable? _worker;

        public List<double> SinceCalled { get; } = [];

        public List<double> SinceStored { get; } = [];

        public async Task WakeAsync(bool counts)
        {
            _worker ??= start(ledger, _starts);
            await Task.Delay(Random.Shared.Next(30, 70));
            var called = Stopwatch.GetTimestamp();
            await ledger.EnqueueOneByOneAsync(1);
            var stored = Stopwatch.GetTimestamp();
            using var limit = new CancellationTokenSource(s_longestWait);
            var started = await _starts.NextAsync(limit.Token);
            if (!counts)
                return;
            SinceCalled.Add(Stopwatch.GetElapsedTime(called, started).TotalMilliseconds);
            SinceStored.Add(Stopwatch.GetElapsedTime(stored, started).TotalMilliseconds);
        }

        public ValueTask DisposeAsync() => _worker?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    sealed class WorkerHere : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly Task _work;

        public WorkerHere(BenchLedger ledger, RunStarts starts) =>
            _work = new Worker(ledger.Ledger, observer: new StepTimes(starts.Started, starts.Ended)).RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }
    }

    sealed class WorkerElsewhere : IAsyncDisposable
    {
        readonly WorkerProcess _process;
        readonly Task _listening;

        public WorkerElsewhere(BenchLedger ledger, RunStarts starts)
        {
            _process = WorkerProcess.Start(ledger.Ledger.Address, WorkerChild.Wait);
            _listening = ListenAsync(starts);
        }

        public async ValueTask DisposeAsync()
        {
            _process.Stop();
            await _listening;
            await _process.DisposeAsync();
        }

        async Task ListenAsync(RunStarts starts)
        {
            await foreach (var (word, number) in _process.MessagesAsync())
                if (word == WorkerChild.Start)
                    starts.Started(number);
                else if (word == WorkerChild.End)
                    starts.Ended(number);
        }
    }
}
