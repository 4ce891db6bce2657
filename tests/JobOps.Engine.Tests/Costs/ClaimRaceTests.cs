using JobOps.Engine.Tests.Contract;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Costs;

/// <summary>
/// Claimers that meet, on a server: in a file there is one writer. Where READPAST is ignored a claim waits for the one
/// before it and then finds that what it had chosen is taken.
/// </summary>
[Collection(CountsAlone.Name)]
public sealed class SqlServerClaimRaceTests(SqlServerRig rig) : LedgerTest<SqlServerRig>(rig), IClassFixture<SqlServerRig>
{
    [Fact]
    public async Task A_claim_that_others_were_faster_than_takes_what_is_left()
    {
        var runs = await EnqueueAsync(2);
        await using var faster = new SqlConnection(Rig.Location.Target);
        await faster.OpenAsync(Cancellation);
        await using var transaction = (SqlTransaction)await faster.BeginTransactionAsync(Cancellation);
        await using (var take = new SqlCommand(
            $"UPDATE jobops.Run SET Status = 'Running', LeaseExpiresAt = DATEADD(hour, 1, SYSUTCDATETIME()) WHERE RunId = {runs[0].RunId}",
            faster, transaction))
            await take.ExecuteNonQueryAsync(Cancellation);
        using var meter = new CostMeter();

        var claiming = ClaimAsync();
        // It has looked and chosen, and tries to take.
        await meter.ReachedAsync(3, Cancellation);
        await transaction.CommitAsync(Cancellation);

        Assert.Equal(runs[1].RunId, Assert.Single(await claiming).Run.RunId);
    }

    async Task<IReadOnlyList<JobRun>> EnqueueAsync(int runs)
    {
        var job = await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{Guid.NewGuid():N}"), Cancellation);
        return await Ledger.Requests.EnqueueAsync(
            [.. Enumerable.Range(0, runs).Select(_ => new RunRequest { JobName = job.Name, JobVersion = job.Version })], Cancellation);
    }

    Task<IReadOnlyList<ClaimedRun>> ClaimAsync() => Ledger.Claims.ClaimAsync(
        new() { Worker = "worker-1", Lease = TimeSpan.FromMinutes(5), Count = 1 }, Cancellation);
}
