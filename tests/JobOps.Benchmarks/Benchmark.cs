using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Reports;
using JobOps.Benchmarks.Sections;

namespace JobOps.Benchmarks;

/// <summary>Measures what the options ask for, one database after the other.</summary>
sealed class Benchmark(BenchOptions options)
{
    const string Sqlite = "sqlite";
    const string SqlServer = "sqlserver";

    static readonly string[] s_databases = [Sqlite, SqlServer];

    static readonly Section[] s_ofServer =
    [
        new("cost", CostSection.MeasureAsync),
        // Before anything has made the short past longer.
        new("latency", LatencySection.MeasureAsync),
        new("enqueue", RateSections.EnqueueAsync),
        new("claim", RateSections.ClaimAsync),
        new("step", RateSections.StepAsync),
        new("wake", WakeUpSection.MeasureAsync),
        new("schedule", ScheduleSection.MeasureAsync),
    ];

    // What a worker remembers and starts, what a start takes and what figures say does not depend on where the ledger is.
    static readonly Section[] s_ofSqlite =
    [
        .. s_ofServer, new("process", ProcessSection.MeasureAsync), new("memory", MemorySection.MeasureAsync),
        new("start", StartSection.MeasureAsync), new("powershell", PowerShellSection.MeasureAsync),
        new("statistics", StatisticsSection.MeasureAsync),
    ];

    static readonly string[] s_sections = [.. s_ofSqlite.Select(section => section.Name)];

    readonly Scale _scale = options.Quick ? Scale.Quick : Scale.Full;

    public async Task<IReadOnlyList<DatabaseReport>> RunAsync(string folder)
    {
        var reports = new List<DatabaseReport>();
        if (options.Includes(Sqlite, s_databases))
            reports.Add(await MeasureAsync(new SqliteDatabase(folder), _scale, s_ofSqlite, Targets.OfSqlite));
        if (options.Server is { } server && options.Includes(SqlServer, s_databases))
            reports.Add(await MeasureAsync(
                await SqlServerDatabase.ConnectAsync(server), _scale.ForServer(), s_ofServer, Targets.OfServer));
        return reports;
    }

    async Task<DatabaseReport> MeasureAsync(
        BenchDatabase database, Scale scale, IReadOnlyList<Section> sections,
        Func<IReadOnlyList<Figure>, IReadOnlyList<Target>> targets)
    {
        await using var made = database;
        Progress($"{database.Name}: making ledgers with {scale.SmallHistory:N0} and {scale.LargeHistory:N0} finished runs");
        await using var bench = await Bench.CreateAsync(database, scale);
        var figures = new List<Figure>();
        foreach (var section in sections.Where(section => options.Includes(section.Name, s_sections)))
        {
            Progress($"{database.Name}: {section.Name}");
            figures.AddRange(await section.MeasureAsync(bench));
        }
        return new(database.Name, scale.SmallHistory, scale.LargeHistory, figures, targets(figures));
    }

    static void Progress(string text) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {text}");

    sealed record Section(string Name, Func<Bench, Task<IReadOnlyList<Figure>>> MeasureAsync);
}
