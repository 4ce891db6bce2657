using System.Globalization;
using JobOps.Agent.CommandLine;
using JobOps.Execution;

namespace JobOps.Agent.Services;

/// <summary>The command line that starts a worker with certain options.</summary>
static class WorkerCommandLine
{
    /// <summary>This program with the options of a worker.</summary>
    /// <param name="options">Queues, concurrency and drain time.</param>
    /// <param name="more">Further options.</param>
    public static IEnumerable<string> For(WorkerOptions options, params string[] more) =>
    [
        .. ThisExecutable.Words, "worker", .. options.Queues.SelectMany(queue => new[] { "--queue", queue }),
        "--concurrency", options.Concurrency.ToString(CultureInfo.InvariantCulture),
        "--drain-time", Length(options.DrainTime), .. more,
    ];

    static string Length(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time.TotalSeconds:0}s" : $"{time.TotalMilliseconds:0}ms";
}
