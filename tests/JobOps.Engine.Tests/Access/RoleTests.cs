using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;
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

        Assert.NotNull(await ledger.Runs.FindAsync(run.RunId, Cancellation));
        Assert.NotEmpty(await ledger.Jobs.GetAsync(cancellation: Cancellation));
        Assert.NotEmpty(await ledger.Queues.GetAsync(cancellation: Cancellation));
        Assert.NotEmpty(await ledger.Journal.GetAsync(0, Cancellation));
        Assert.Empty(await ledger.Steps.GetAsync(run.RunId, Cancellation));
        Assert.Empty(await ledger.Log.GetAsync(run.RunId, cancellation: Cancellation));
        Assert.Empty(await ledger.Notes.GetAsync(new() { RunId = run.RunId }, Cancellation));
        Assert.Empty(await ledger.Workers.GetAsync(Cancellation));
        Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);

        await RefusedAsync(() => ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("new"), Cancellation));
        await RefusedAsync(() => ledger.Requests.EnqueueAsync([new() { JobName = run.JobName, JobVersion = 1 }], Cancellation));
        await RefusedAsync(() => ledger.Requests.StopAsync(run.RunId, null, Cancellation));
        await RefusedAsync(() => ledger.Queues.SetPausedAsync("default", true, null, Cancellation));
        await RefusedAsync(() => ledger.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation));
        await RefusedAsync(() => ledger.Access.GrantAsync(LedgerRole.Admin, ledger.Info.Actor, Cancellation));
    }

    [Theory]
    [InlineData(LedgerRole.Operator)]
    [InlineData(LedgerRole.Admin)]
    public async Task An_operator_defines_starts_and_decides_but_executes_nothing(LedgerRole role)
    {
        await using var ledger = await OpenAsAsync(role);

        var job = await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{role}"), Cancellation);
        var run = await ledger.Requests.EnqueueAsync(Request(job) with { Queue = $"queue-{role}" }, Cancellation);
        Assert.True(await ledger.Queues.SetPausedAsync(run.Queue, true, "why", Cancellation));
        Assert.True(await ledger.Queues.SetConcurrencyAsync(run.Queue, 3, Cancellation));
        Assert.True(await ledger.Queues.SetPartitionsAsync(run.Queue, 8, Cancellation));
        Assert.True(await ledger.Jobs.SetEnabledAsync(job.Name, false, "why", Cancellation));
        Assert.True(await ledger.Jobs.SetEnabledAsync(job.Name, true, null, Cancellation));
        Assert.Equal(RunStatus.Cancelled, (await ledger.Requests.StopAsync(run.RunId, "why", Cancellation)).Status);
        await ledger.Notes.WriteAsync(new() { RunId = run.RunId, Reason = "why", Command = "true" }, Cancellation);
        Assert.Equal(RunStatus.Queued, (await ledger.Requests.RestartAsync(run.RunId, null, "why", Cancellation)).Status);
        await ledger.Jobs.UnregisterAsync(job.Name, null, Cancellation);

        var ours = await EnqueueAsync();
        var lease = await ClaimAsync(Owner, ours);
        Assert.Equal(RunStatus.Running, (await ledger.Requests.StopAsync(ours.RunId, "why", Cancellation)).Status);
        await RefusedAsync(() => ledger.Steps.BeginAsync(lease, new() { StepName = "s", InputHash = new('a', 64) }, Cancellation));
        await RefusedAsync(() => ledger.Workers.RegisterAsync(Worker("w"), Lease, Cancellation));
        await RefusedAsync(() => ledger.Access.GrantAsync(LedgerRole.Worker, ledger.Info.Actor, Cancellation));
    }

    [Fact]
    public async Task A_worker_executes_what_others_have_started_and_starts_nothing()
    {
        var run = await EnqueueAsync();
        await using var ledger = await OpenAsAsync(LedgerRole.Worker);

        await ledger.Workers.RegisterAsync(Worker("worker"), Lease, Cancellation);
        var lease = await ClaimAsync(ledger, run);
        await ledger.Steps.BeginAsync(lease, new() { StepName = "only", InputHash = new('a', 64), Undo = "{}" }, Cancellation);
        await ledger.Log.AppendAsync(lease, [new() { RunId = run.RunId, Stream = LogStream.Output, Text = "line" }], Cancellation);
        Assert.Empty(await ledger.Claims.RenewAsync("worker", [lease], Cancellation));
        await ledger.Steps.FinishAsync(lease, new() { StepName = "only", Status = StepStatus.Succeeded }, cancellation: Cancellation);
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);
        await ledger.Workers.DrainAsync("worker", Cancellation);
        await ledger.Workers.RemoveAsync("worker", Cancellation);
        Assert.Equal(RunStatus.Succeeded, (await ledger.Runs.FindAsync(run.RunId, Cancellation))!.Status);

        await RefusedAsync(() => ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("new"), Cancellation));
        await RefusedAsync(() => ledger.Requests.EnqueueAsync([new() { JobName = run.JobName, JobVersion = 1 }], Cancellation));
        await RefusedAsync(() => ledger.Jobs.SetEnabledAsync(run.JobName, false, null, Cancellation));
        await RefusedAsync(() => ledger.Queues.SetPausedAsync("default", true, null, Cancellation));
        await RefusedAsync(() => ledger.Notes.WriteAsync(new() { RunId = run.RunId, Reason = "why", Command = "true" }, Cancellation));
        await RefusedAsync(() => ledger.Access.GrantAsync(LedgerRole.Operator, ledger.Info.Actor, Cancellation));
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

        Assert.True(await Owner.Access.GrantAsync(LedgerRole.Reader, login.Name, Cancellation));
        Assert.False(await Owner.Access.GrantAsync(LedgerRole.Reader, login.Name, Cancellation));

        var entry = Assert.Single(
            await Owner.Journal.GetAsync(0, Cancellation), entry => entry.Data.Contains(login.Name, StringComparison.Ordinal));
        Assert.Equal(("RoleGranted", Owner.Info.Actor), (entry.Event, entry.Actor));
        Assert.True((await Owner.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task Who_is_unknown_is_granted_nothing()
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(
            () => Owner.Access.GrantAsync(LedgerRole.Reader, "nobody", Cancellation))).Error;

        Assert.Equal(("MemberUnknown", ExitCodes.BadInput, "nobody"), (error.Id, error.ExitCode, error.Target));
    }

    [Theory]
    [InlineData("x]; DROP TABLE jobops.LogLine; --")]
    [InlineData("x'; DROP TABLE jobops.LogLine; --")]
    public async Task No_name_is_read_as_SQL(string member)
    {
        await Assert.ThrowsAsync<JobOpsException>(() => Owner.Access.GrantAsync(LedgerRole.Reader, member, Cancellation));

        Assert.Equal(["LogLine"], await Rig.QueryAsync("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'LogLine'"));
    }

    static JobWorker Worker(string name) =>
        new() { Worker = name, Host = "host", ProcessId = 1, Version = "1", Queues = ["default"], Concurrency = 1 };
}
