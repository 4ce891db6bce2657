using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Faults;

/// <summary>
/// A request that saw nothing in its way, and whose row then meets what another has written meanwhile, on a server: in a
/// file there is one writer. A unique index decides, and the request looks again.
/// </summary>
public sealed class SqlServerRequestRaceTests(SqlServerRig rig) : LedgerTest<SqlServerRig>(rig), IClassFixture<SqlServerRig>
{
    [Fact]
    public async Task Of_two_with_one_key_the_later_gets_the_run_of_the_earlier()
    {
        var earlier = await EnqueueAsync(await RegisterAsync(), "before");

        var later = await RaceAsync(
            $"UPDATE jobops.Run SET IdempotencyKey = 'one' WHERE RunId = {earlier.RunId}", () => EnqueueAsync(earlier, "one"));

        Assert.Equal((earlier.RunId, true), (later.RunId, later.Replayed));
    }

    [Fact]
    public async Task Of_two_with_one_key_for_different_things_the_later_is_refused()
    {
        var earlier = await EnqueueAsync(await RegisterAsync(), "before");

        var error = await RaceAsync(
            "UPDATE jobops.Run SET IdempotencyKey = 'one', Environment = 'elsewhere', "
                + $"RequestHash = '{new string('0', 64)}' WHERE RunId = {earlier.RunId}",
            () => ErrorOfAsync(() => EnqueueAsync(earlier, "one")));

        Assert.Equal(("IdempotencyKeyReused", RetrySafety.NotSafe), (error.Id, error.RetrySafety));
    }

    [Fact]
    public async Task Of_two_starts_of_a_job_that_skips_the_later_is_skipped()
    {
        var earlier = await EnqueueAsync(await RegisterAsync(Overlap.Skip));
        await Ledger.Requests.StopAsync(earlier.RunId, null, Cancellation);

        var error = await RaceAsync(
            $"UPDATE jobops.Run SET Status = 'Queued', FinishedAt = NULL WHERE RunId = {earlier.RunId}",
            () => ErrorOfAsync(() => EnqueueAsync(earlier)));

        Assert.Equal(("OverlapSkipped", $"run {earlier.RunId}"), (error.Id, error.Actual));
        Assert.Contains(await Ledger.Journal.GetAsync(earlier.RunId, Cancellation), entry => entry.Event == "StartSkipped");
    }

    /// <summary>The request waits for what another has changed and not committed; then that is committed.</summary>
    async Task<T> RaceAsync<T>(string change, Func<Task<T>> request)
    {
        await using var other = new SqlConnection(Rig.Location.Target);
        await other.OpenAsync(Cancellation);
        await using var transaction = (SqlTransaction)await other.BeginTransactionAsync(Cancellation);
        await using (var command = new SqlCommand(change, other, transaction))
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancellation));
        var session = await SessionAsync(other, transaction);

        var requesting = request();
        while (await Rig.QueryAsync($"SELECT spid FROM sys.sysprocesses WHERE blocked = {session}") is [])
        {
            Assert.False(requesting.IsCompleted, "the request was not in the way of the other");
            Cancellation.ThrowIfCancellationRequested();
        }
        await transaction.CommitAsync(Cancellation);
        return await requesting;
    }

    static async Task<string> SessionAsync(SqlConnection connection, SqlTransaction transaction)
    {
        await using var command = new SqlCommand("SELECT @@SPID", connection, transaction);
        return (await command.ExecuteScalarAsync(Cancellation))!.ToString()!;
    }

    Task<JobDefinition> RegisterAsync(Overlap overlap = Overlap.Allow) =>
        Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{Guid.NewGuid():N}") with { Overlap = overlap }, Cancellation);

    Task<JobRun> EnqueueAsync(JobDefinition job, string? key = null) => Ledger.Requests.EnqueueAsync(
        new RunRequest { JobName = job.Name, JobVersion = job.Version, IdempotencyKey = key }, Cancellation);

    Task<JobRun> EnqueueAsync(JobRun like, string? key = null) => Ledger.Requests.EnqueueAsync(
        new RunRequest { JobName = like.JobName, JobVersion = like.JobVersion, IdempotencyKey = key }, Cancellation);

    static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) => (await Assert.ThrowsAsync<JobOpsException>(action)).Error;
}
