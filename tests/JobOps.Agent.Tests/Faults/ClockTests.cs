using System.Globalization;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// The host's clock jumps. From inside of a ledger that looks as if all its times had jumped the other way, and so it is
/// done here: a test must not set the clock of the machine that it runs on.
/// </summary>
[Trait("category", "faults")]
public sealed class ClockTests
{
    const string Move = """
        UPDATE Run SET LeaseExpiresAt = LeaseExpiresAt + @by, RequestedAt = RequestedAt + @by, StartedAt = StartedAt + @by,
          ClaimedAt = ClaimedAt + @by, FinishedAt = FinishedAt + @by;
        UPDATE Step SET StartedAt = StartedAt + @by, FinishedAt = FinishedAt + @by;
        UPDATE Worker SET StartedAt = StartedAt + @by, HeartbeatAt = HeartbeatAt + @by, ExpiresAt = ExpiresAt + @by;
        """;

    [Fact]
    public async Task A_clock_that_jumps_by_an_hour_loses_nothing_and_finishes_nothing_twice()
    {
        var (runs, jumps) = (FaultForm.Of(40, 400), FaultForm.Of(4, 40));
        await using var shop = new Workshop();
        await CountedJob.EnqueueAsync(shop, runs, also: "sleep 0.02");
        var begin = await CountedJob.ProgressAsync(shop);
        for (var worker = 0; worker < 2; worker++)
            WorkerProcess.Start(shop, leaseSeconds: 30, "--quiet", "--concurrency", "2");

        for (var jump = 1; jump <= jumps; jump++)
        {
            var goal = begin + jump * runs * 5L / (jumps + 1);
            await shop.WaitUntilAsync(async _ => await CountedJob.ProgressAsync(shop) >= goal);
            // Forward first, so that the leases of all who work have run out at once; then back.
            var by = TimeSpan.FromHours(jump % 2 == 1 ? -1 : 1).TotalMilliseconds;
            await RawLedger.ExecuteAsync(shop, Move.Replace("@by", by.ToString(CultureInfo.InvariantCulture)));
        }
        await shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));

        await CountedJob.CheckAsync(shop, runs);
    }

    // SQL Server's clock comes with the begin of each transaction; so does SQLite's. So hosts whose clocks differ schedule the same.
    [Fact]
    public void No_ledger_and_no_scheduler_asks_the_clock_of_its_own_process()
    {
        // Entries of other schedulers, which go by the clock of their machine, are written and read where they are.
        string[] ofOthers = ["Hosts", "Imports"];
        string[] parts = ["JobOps.Engine", "JobOps.Execution/Schedules", "JobOps.Execution/Following", "JobOps.Execution/Retaining"];
        var asking = parts
            .SelectMany(part => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "src", part), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect([.. ofOthers, "obj"]).Any())
            .Where(file => File.ReadAllText(file) is var text
                && new[] { "UtcNow", "DateTime.Now", "DateTimeOffset.Now", "TimeProvider" }.Any(text.Contains));

        Assert.Empty(asking);
    }
}
