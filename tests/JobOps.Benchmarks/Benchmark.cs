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

    // What waits for a clock comes before what fills the disk.
    static readonly (string Name, Func<Bench, Task<IReadOnlyList<Figure>>> Measure)[] s_sections =
    [
        ("cost", CostSection.MeasureAsync),
        ("enqueue", RateSections.EnqueueAsync),
        ("claim", RateSections.ClaimAsync),
        ("latency", LatencySection.MeasureAsync),
        ("step", RateSections.StepAsync),
        ("wake", WakeUpSection.MeasureAsync),
        ("memory", MemorySection.MeasureAsync),
    ];

    readonly Scale _scale = options.Quick ? Scale.Quick : Scale.Full;

    public static IReadOnlyCollection<string> Names => [.. s_sections.Select(section => section.Name), .. s_databases];

    public async Task<IReadOnlyList<DatabaseReport>> RunAsync(string folder)
    {
        var reports = new List<DatabaseReport>();
        if (options.Includes(Sqlite, s_databases))
            reports.Add(await MeasureAsync(new SqliteDatabase(folder), _scale, Targets.OfSqlite));
        if (options.Server is { } server && options.Includes(SqlServer, s_databases))
            reports.Add(await MeasureAsync(await SqlServerDatabase.ConnectAsync(server), _scale.ForServer(), Targets.OfServer));
        return reports;
    }

    async Task<DatabaseReport> MeasureAsync(
        BenchDatabase database, Scale scale, Func<IReadOnlyList<Figure>, IReadOnlyList<Target>> targets)
    {
        await using var made = database;
        Progress($"{database.Name}: making ledgers with {scale.SmallHistory:N0} and {scale.LargeHistory:N0} finished runs");
        await using var bench = await Bench.CreateAsync(database, scale);
        var figures = new List<Figure>();
        foreach (var (name, measure) in s_sections.Where(section => options.Includes(section.Name, [.. s_sections.Select(other => other.Name)])))
        {
            Progress($"{database.Name}: {name}");
            figures.AddRange(await measure(bench));
        }
        return new(database.Name, scale.SmallHistory, scale.LargeHistory, figures, targets(figures));
    }

    static void Progress(string text) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {text}");
}
