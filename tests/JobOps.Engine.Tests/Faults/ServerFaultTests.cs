using System.Globalization;
using JobOps.Engine.SqlServer;
using JobOps.Engine.Tests.Access;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Faults;

/// <summary>What a server does to one call: deadlocks, locks, a full pool, rights that are gone.</summary>
[Trait("category", "faults")]
public sealed class ServerFaultTests(SqlServerRig rig) : AccessTest(rig), IClassFixture<SqlServerRig>
{
    const int Deadlock = 1205;

    // ./build.sh faults sets the variable.
    static readonly int s_deadlocks = Environment.GetEnvironmentVariable("JOBOPS_FAULTS") == "long" ? 100 : 1;

    [Fact]
    public async Task A_call_that_a_deadlock_ended_is_repeated_and_done_once()
    {
        var lost = 0;
        for (var attempt = 1; lost < s_deadlocks && attempt <= 5 * s_deadlocks; attempt++)
        {
            var run = await EnqueueAsync();
            var lease = await ClaimAsync(Owner, run);
            await using var other = await BeginAsync();
            // The other way round: a completion takes the run, then the head of its chain.
            await ExecuteAsync(other, $"UPDATE jobops.JournalHead SET Sequence = Sequence WHERE RunId = {run.RunId}");
            var completing = Owner.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);
            await WaitUntilLockedAsync(run.RunId);
            var wasVictim = await FailsAsync(other, Touch(run.RunId), exception => exception.Number == Deadlock);
            await other.CloseAsync();
            await completing;

            Assert.Single(await Owner.Journal.GetAsync(run.RunId, Cancellation), entry => entry.Event == "RunSucceeded");
            // Where the server chose the other one, nothing was shown about the ledger.
            if (!wasVictim)
                lost++;
        }
        Assert.Equal(s_deadlocks, lost);
    }

    [Fact]
    public async Task A_full_pool_is_a_ledger_that_does_not_answer_now()
    {
        var login = await CreateLoginAsync(LedgerRole.Reader);
        var location = Rig.LocationOf(login, builder => (builder.MaxPoolSize, builder.ConnectTimeout) = (1, 1));
        await using var ledger = await OpenAsync(location);

        await using (var hog = new SqlConnection(SqlServerLedgers.ConnectionString(location)))
        {
            await hog.OpenAsync(Cancellation);
            var error = (await Assert.ThrowsAsync<JobOpsException>(() => ledger.Queues.GetAsync(cancellation: Cancellation))).Error;
            Assert.Equal(("LedgerUnavailable", RetrySafety.SafeAfter), (error.Id, error.RetrySafety));
            Assert.Contains("pool", error.Actual);
        }

        Assert.NotEmpty(await ledger.Queues.GetAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task A_session_that_ended_while_nobody_used_it_is_not_noticed()
    {
        var name = $"idle {Guid.NewGuid():N}";
        await using var ledger = await OpenAsync(LedgerLocation.Parse(
            "sqlserver:" + new SqlConnectionStringBuilder(Rig.Location.Target) { ApplicationName = name, ConnectRetryCount = 0 }));
        Assert.NotEmpty(await ledger.Queues.GetAsync(cancellation: Cancellation));

        Assert.True(await KillAsync(name) > 0, "no session was kept");

        Assert.NotEmpty(await ledger.Queues.GetAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task A_right_that_is_taken_away_stops_the_next_write_and_one_that_is_back_lets_it_go_on()
    {
        var login = await CreateLoginAsync(LedgerRole.Worker);
        await using var ledger = await OpenAsync(Rig.LocationOf(login));
        var lease = await ClaimAsync(ledger, await EnqueueAsync());

        await Rig.TamperAsync($"ALTER ROLE jobops_worker DROP MEMBER {login.Name}");
        await RefusedAsync(() => ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation));
        await Rig.TamperAsync($"ALTER ROLE jobops_worker ADD MEMBER {login.Name}");
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await Owner.Runs.FindAsync(lease.RunId, Cancellation))!.Status);
    }

    async Task<SqlConnection> BeginAsync()
    {
        // Without a pool: to close it is to roll back.
        var connection = new SqlConnection(new SqlConnectionStringBuilder(Rig.Location.Target) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await ExecuteAsync(connection, "SET DEADLOCK_PRIORITY HIGH; BEGIN TRANSACTION");
        return connection;
    }

    async Task WaitUntilLockedAsync(long runId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await using var probe = new SqlConnection(Rig.Location.Target);
        await probe.OpenAsync(limit.Token);
        // Committed at once: the probe itself holds nothing.
        while (!await FailsAsync(probe, "SET LOCK_TIMEOUT 20; " + Touch(runId), SqlServerErrors.IsTransient))
            limit.Token.ThrowIfCancellationRequested();
    }

    static string Touch(long runId) => $"UPDATE jobops.Run SET Worker = Worker WHERE RunId = {runId}";

    static async Task<bool> FailsAsync(SqlConnection connection, string sql, Predicate<SqlException> isExpected)
    {
        try
        {
            await ExecuteAsync(connection, sql);
            return false;
        }
        catch (SqlException exception) when (isExpected(exception))
        {
            return true;
        }
    }

    /// <summary>Ends all sessions of a program, and waits until they are gone.</summary>
    async Task<int> KillAsync(string program)
    {
        await using var killer = new SqlConnection(Rig.Location.Target);
        await killer.OpenAsync(Cancellation);
        var sessions = await SessionsAsync();
        foreach (var session in sessions)
            await ExecuteAsync(killer, $"KILL {session}");
        while ((await SessionsAsync()).Count > 0)
            Cancellation.ThrowIfCancellationRequested();
        return sessions.Count;

        async Task<IReadOnlyList<int>> SessionsAsync()
        {
            await using var command = new SqlCommand("SELECT session_id FROM sys.dm_exec_sessions WHERE program_name = @program", killer);
            command.Parameters.AddWithValue("@program", program);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            var found = new List<int>();
            while (await reader.ReadAsync(Cancellation))
                found.Add(Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture));
            return found;
        }
    }

    static async Task ExecuteAsync(SqlConnection connection, string sql)
    {
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
