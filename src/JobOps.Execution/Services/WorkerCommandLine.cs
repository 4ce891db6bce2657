using System.Globalization;

namespace JobOps.Execution;

/// <summary>The command line that starts a worker with certain options.</summary>
public static class WorkerCommandLine
{
    /// <summary>With it the service manager of Windows starts a worker.</summary>
    public const string ServiceOption = "--service";

    /// <summary>A worker that leaves schedules to others.</summary>
    public const string NoScheduleOption = "--no-schedule";

    /// <summary>The words of it.</summary>
    /// <param name="program">The program <c>jobops</c>, with the argument that it needs in front of its own, if it does.</param>
    /// <param name="options">Queues, concurrency and drain time.</param>
    /// <param name="more">Further options.</param>
    public static IReadOnlyList<string> For(IEnumerable<string> program, WorkerOptions options, params string[] more) =>
    [
        .. program, "worker", .. options.Queues.SelectMany(queue => new[] { "--queue", queue }),
        "--concurrency", options.Concurrency.ToString(CultureInfo.InvariantCulture),
        "--drain-time", Length(options.DrainTime), .. options.Schedules ? Array.Empty<string>() : [NoScheduleOption], .. more,
    ];

    static string Length(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time.TotalSeconds:0}s" : $"{time.TotalMilliseconds:0}ms";
}
