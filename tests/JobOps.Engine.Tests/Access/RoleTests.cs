using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Access;

/// <summary>Logins of each role on the server: what works, and what the database refuses.</summary>
public sealed class RoleTests(SqlServerRig rig) : AccessTest(rig), IClassFixture<SqlServerRig>
{
    public static TheoryData<LedgerRole> Roles => [.. Enum.GetValues<LedgerRole>()];

    [Fact]
    public async Task Without_a_role_nothing_can_be_read()
    {
        var login = await Rig.CreateLoginAsync();
        await Rig.TamperAsync($"CREATE USER {login.Name} FOR LOGIN {login.Name}");

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => OpenAsync(Rig.LocationOf(login)))).Error;
        Assert.Equal(("LedgerNotInitialized", "no schema jobops that this login may see"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task A_reader_sees_everything_and_changes_nothing()
    {
        var run = await EnqueueAsync();
        await using var ledger = await OpenAsAsync(LedgerRole.Reader);

        Assert.NotNull(await ledger.FindRunAsync(run.RunId, Cancellation));
        Assert.NotEmpty(await ledger.GetJobsAsync(cancellation: Cancellation));
        Assert.NotEmpty(await ledger.GetQueuesAsync(cancellation: Cancellation));
        Assert.NotEmpty(await ledger.GetJournalAsync(0, Cancellation));
        Assert.Empty(await ledger.GetStepsAsync(run.RunId, Cancellation));
        Assert.Empty(await ledger.GetLogAsync(run.RunId, cancellation: Cancellation));
        Assert.Empty(await ledger.GetNotesAsync(run.RunId, cancellation: Cancellation));
        Assert.Empty(await ledger.GetWorkersAsync(Cancellation));
        Assert.True((await ledger.VerifyJournalAsync(Cancellation)).Valid);

        await RefusedAsync(() => ledger.RegisterJobAsync(LedgerContract.SampleJob("new"), Cancellation));
        await RefusedAsync(() => ledger.EnqueueAsync([new() { JobName = run.JobName, JobVersion = 1 }], Cancellation));
        await RefusedAsync(() => ledger.StopAsync(run.RunId, null, Cancellation));
        await RefusedAsync(() => ledger.SetQueuePausedAsync("default", true, null, Cancellation));
        await RefusedAsync(() => ledger.ClaimAsync("worker", Lease, 1, [RunKind.Job], run.RunId, Cancellation));
        await RefusedAsync(() => ledger.GrantRoleAsync(LedgerRole.Admin, ledger.Info.Actor, Cancellation));
    }

    [Theory]
    [InlineData(LedgerRole.Operator)]
    [InlineData(LedgerRole.Admin)]
    public async Task An_operator_defines_starts_and_decides_but_executes_nothing(LedgerRole role)
    {
        await using var ledger = await OpenAsAsync(role);

        var job = await ledger.RegisterJobAsync(LedgerContract.SampleJob($"job-{role}"), Cancellation);
        var run = await ledger.EnqueueAsync(Request(job) with { Queue = $"queue-{role}" }, Cancellation);
        Assert.True(await ledger.SetQueuePausedAsync(run.Queue, true, "why", Cancellation));
        Assert.True(await ledger.SetQueueConcurrencyAsync(run.Queue, 3, Cancellation));
        Assert.True(await ledger.SetQueuePartitionsAsync(run.Queue, 8, Cancellation));
        Assert.True(await ledger.SetJobEnabledAsync(job.Name, false, "why", Cancellation));
        Assert.True(await ledger.SetJobEnabledAsync(job.Name, true, null, Cancellation));
        Assert.Equal(RunStatus.Cancelled, (await ledger.StopAsync(run.RunId, "why", Cancellation)).Status);
        await ledger.WriteNoteAsync(new() { RunId = run.RunId, Reason = "why", Command = "true" }, Cancellation);
        Assert.Equal(RunStatus.Queued, (await ledger.RestartAsync(run.RunId, null, "why", Cancellation)).Status);
        await ledger.UnregisterJobAsync(job.Name, null, Cancellation);

        var ours = await EnqueueAsync();
        var lease = await ClaimAsync(Owner, ours);
        Assert.Equal(RunStatus.Running, (await ledger.StopAsync(ours.RunId, "why", Cancellation)).Status);
        await RefusedAsync(() => ledger.BeginStepAsync(lease, new() { StepName = "s", InputHash = new('a', 64) }, Cancellation));
        await RefusedAsync(() => ledger.RegisterWorkerAsync(Worker("w"), Lease, Cancellation));
        await RefusedAsync(() => ledger.GrantRoleAsync(LedgerRole.Worker, ledger.Info.Actor, Cancellation));
    }

    [Fact]
    public async Task A_worker_executes_what_others_have_started_and_starts_nothing()
    {
        var run = await EnqueueAsync();
        await using var ledger = await OpenAsAsync(LedgerRole.Worker);

        await ledger.RegisterWorkerAsync(Worker("worker"), Lease, Cancellation);
        var lease = await ClaimAsync(ledger, run);
        await ledger.BeginStepAsync(lease, new() { StepName = "only", InputHash = new('a', 64), Undo = "{}" }, Cancellation);
        await ledger.AppendLogAsync(lease, [new() { RunId = run.RunId, Stream = LogStream.Output, Text = "line" }], Cancellation);
        Assert.Empty(await ledger.RenewAsync("worker", [lease], Cancellation));
        await ledger.FinishStepAsync(lease, new() { StepName = "only", Status = StepStatus.Succeeded }, cancellation: Cancellation);
        await ledger.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);
        await ledger.DrainWorkerAsync("worker", Cancellation);
        await ledger.RemoveWorkerAsync("worker", Cancellation);
        Assert.Equal(RunStatus.Succeeded, (await ledger.FindRunAsync(run.RunId, Cancellation))!.Status);

        await RefusedAsync(() => ledger.RegisterJobAsync(LedgerContract.SampleJob("new"), Cancellation));
        await RefusedAsync(() => ledger.EnqueueAsync([new() { JobName = run.JobName, JobVersion = 1 }], Cancellation));
        await RefusedAsync(() => ledger.SetJobEnabledAsync(run.JobName, false, null, Cancellation));
        await RefusedAsync(() => ledger.SetQueuePausedAsync("default", true, null, Cancellation));
        await RefusedAsync(() => ledger.WriteNoteAsync(new() { RunId = run.RunId, Reason = "why", Command = "true" }, Cancellation));
        await RefusedAsync(() => ledger.GrantRoleAsync(LedgerRole.Operator, ledger.Info.Actor, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task No_role_may_change_the_schema_or_an_entry_of_the_journal(LedgerRole role)
    {
        var login = await CreateLoginAsync(role);

        foreach (var forbidden in (string[])
                 [
                     "CREATE TABLE jobops.Mine (A int)", "ALTER TABLE jobops.Run ADD Mine int", "DROP TABLE jobops.LogLine",
                     "CREATE SCHEMA mine", "UPDATE jobops.Journal SET Actor = 'somebody'", "UPDATE jobops.SchemaVersion SET Version = 99",
                     "DELETE FROM jobops.JobVersion", .. IsBabelfish ? [] : (string[])["UPDATE jobops.JobVersion SET Owner = 'somebody'"],
                 ])
        {
            await Assert.ThrowsAsync<SqlException>(() => SqlServerRig.ExecuteAsync(Rig.LocationOf(login).Target, forbidden));
        }
        foreach (var delete in (string[])["Journal", "JournalHead", "LogLine", "RunPayload", "ChangeNote", "Step", "Run"])
        {
            // None of that name: what is tested is the right, not the rows.
            Task DeleteAsync() => SqlServerRig.ExecuteAsync(Rig.LocationOf(login).Target, $"DELETE FROM jobops.{delete} WHERE RunId = -1");
            if (role == LedgerRole.Admin)
                await DeleteAsync();
            else
                await Assert.ThrowsAsync<SqlException>(DeleteAsync);
        }
    }

    [Fact]
    public async Task A_grant_is_written_down_and_given_once()
    {
        var login = await Rig.CreateLoginAsync();

        Assert.True(await Owner.GrantRoleAsync(LedgerRole.Reader, login.Name, Cancellation));
        Assert.False(await Owner.GrantRoleAsync(LedgerRole.Reader, login.Name, Cancellation));

        var entry = Assert.Single(await Owner.GetJournalAsync(0, Cancellation), entry => entry.Data.Contains(login.Name, StringComparison.Ordinal));
        Assert.Equal(("RoleGranted", Owner.Info.Actor), (entry.Event, entry.Actor));
        Assert.True((await Owner.VerifyJournalAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task Who_is_unknown_is_granted_nothing()
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(
            () => Owner.GrantRoleAsync(LedgerRole.Reader, "nobody", Cancellation))).Error;

        Assert.Equal(("MemberUnknown", ExitCodes.BadInput, "nobody"), (error.Id, error.ExitCode, error.Target));
    }

    [Theory]
    [InlineData("x]; DROP TABLE jobops.LogLine; --")]
    [InlineData("x'; DROP TABLE jobops.LogLine; --")]
    public async Task No_name_is_read_as_SQL(string member)
    {
        await Assert.ThrowsAsync<JobOpsException>(() => Owner.GrantRoleAsync(LedgerRole.Reader, member, Cancellation));

        Assert.Equal(["LogLine"], await Rig.QueryAsync("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'LogLine'"));
    }

    static JobWorker Worker(string name) =>
        new() { Worker = name, Host = "host", ProcessId = 1, Version = "1", Queues = ["default"], Concurrency = 1 };
}
