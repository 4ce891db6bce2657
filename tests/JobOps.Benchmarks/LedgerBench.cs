using System.Diagnostics;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.Sqlite;

namespace JobOps.Benchmarks;

/// <summary>
/// Measures on one machine in one run: every way of working in turn, round by round, so that a machine that slows down
/// slows all of them.
/// </summary>
sealed class LedgerBench(string folder, int rounds, int operations) : IAsyncDisposable
{
    const int Callers = 16;

    readonly SqliteConnection _bare = new($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
    ILedger? _ledger;
    RunRequest? _request;

    ILedger Ledger => _ledger!;

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await PrepareAsync();
        (string Name, Func<Task> Work)[] ways =
        [
            ("bare insert, one commit each (the limit)", InsertBareAsync),
            ("enqueue, one caller", () => EnqueueAsync(operations)),
            ($"enqueue, {Callers} callers at once", EnqueueByManyAsync),
            ("claim and complete, 100 at a time", ClaimAndCompleteAsync),
        ];
        var rates = ways.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
            for (var way = 0; way < ways.Length; way++)
            {
                var clock = Stopwatch.StartNew();
                await ways[way].Work();
                // The first round warms up.
                if (round > 0)
                    rates[way].Add(operations / clock.Elapsed.TotalSeconds);
            }
        var medians = rates.Select(Median).ToArray();
        return [.. ways.Select((way, index) => new Measurement(way.Name, medians[index], medians[index] / medians[0]))];
    }

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
    }

    async Task PrepareAsync()
    {
        await _bare.OpenAsync();
        await ExecuteBareAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE Run (RunId INTEGER PRIMARY KEY, Parameters TEXT)");
        _ledger = await LedgerFactory.Instance.OpenAsync(LedgerLocation.Parse($"sqlite:{Path.Combine(folder, "ledger.db")}"));
        var job = await Ledger.RegisterJobAsync(new JobDefinition
        {
            Name = "bench",
            Owner = "bench",
            ExpectedResult = "figures",
            RollbackNote = "none",
            WorkingDirectory = folder,
            Steps = [new() { Name = "only", Action = new CommandAction { Command = [Template.Parse("true")] } }],
        });
        _request = new() { JobName = job.Name, JobVersion = job.Version };
    }

    async Task InsertBareAsync()
    {
        for (var n = 0; n < operations; n++)
            await ExecuteBareAsync("INSERT INTO Run (Parameters) VALUES ('{}')");
    }

    async Task ExecuteBareAsync(string sql)
    {
        await using var command = _bare.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    async Task EnqueueAsync(int count)
    {
        for (var n = 0; n < count; n++)
            await Ledger.EnqueueAsync(_request!);
    }

    Task EnqueueByManyAsync() =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => EnqueueAsync(operations / Callers))));

    /// <summary>Takes half of what the two ways before it have enqueued.</summary>
    async Task ClaimAndCompleteAsync()
    {
        for (var done = 0; done < operations;)
        {
            var claims = await Ledger.ClaimAsync("bench", TimeSpan.FromMinutes(1), 100, [RunKind.Job]);
            await Ledger.CompleteAsync([.. claims.Select(claim => new RunOutcome(claim.Lease, RunStatus.Succeeded, null))]);
            done += claims.Count;
        }
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
