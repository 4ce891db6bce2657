using System.Diagnostics;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Benchmarks.Workers;

namespace JobOps.Benchmarks.Sections;

/// <summary>One worker process that executes many runs, 16 at a time, each with a real child process; its memory on the way.</summary>
static class MemorySection
{
    const int Samples = 100;
    const double Mebibyte = 1024 * 1024;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        var runs = bench.Scale.WorkerRuns;
        await bench.Small.TrimAsync();
        await bench.Small.EnqueueInBatchesAsync(runs, withKeys: false);
        var clock = Stopwatch.StartNew();
        var memory = new List<double>();
        await using (var worker = WorkerProcess.Start(bench.Small.Ledger.Address, WorkerChild.Drain, $"{runs / Samples}"))
            await foreach (var (_, bytes) in worker.MessagesAsync())
                memory.Add(bytes / Mebibyte);
        return
        [
            new("memory.runs", $"worker process, {runs:N0} runs of a command", "runs/s", runs / clock.Elapsed.TotalSeconds),
            new("memory.start", "its memory before the first run", "MiB", memory[0]),
            new("memory.early", "after the first tenth", "MiB", Quantile.Of(memory[(memory.Count / 10)..(memory.Count / 5)], 0.5)),
            new("memory.late", "in the last tenth", "MiB", Quantile.Of(memory[^(memory.Count / 10)..], 0.5)),
            new("memory.max", "at most", "MiB", memory.Max()),
        ];
    }
}
