using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Contract;

/// <summary>What every ledger does. One file for each port; each test on both databases.</summary>
public abstract partial class LedgerContract(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(5);

    protected Task TamperAsync(string sql) => Rig.TamperAsync(sql);

    /// <summary>A definition with a name that no other test has.</summary>
    protected static JobDefinition NewJob(string? name = null) => SampleJob(name ?? $"job-{Guid.NewGuid():N}");

    public static JobDefinition SampleJob(string name) => new()
    {
        Name = name,
        Owner = "operations",
        ExpectedResult = "it works",
        RollbackNote = "put it back",
        WorkingDirectory = Path.GetTempPath(),
        Steps = [new() { Name = "only", Action = new CommandAction { Command = [Template.Parse("true")] } }],
    };

    protected async Task<JobDefinition> RegisterAsync() => await Ledger.Jobs.RegisterAsync(NewJob(), Cancellation);

    protected static RunRequest Request(JobDefinition job, string? key = null, object? parameter = null) => new()
    {
        JobName = job.Name,
        JobVersion = job.Version,
        IdempotencyKey = key,
        Parameters = new Dictionary<string, object?> { ["value"] = parameter ?? "1" },
    };

    protected async Task<JobRun> EnqueueAsync() => await Ledger.Requests.EnqueueAsync(Request(await RegisterAsync()), Cancellation);

    protected async Task<Lease> ClaimAsync(long runId, TimeSpan? lease = null, string worker = "worker-1") =>
        Assert.Single(await Ledger.Claims.ClaimAsync(worker, lease ?? LongLease, 1, runId, Cancellation)).Lease;

    protected async Task<Lease> EnqueueAndClaimAsync() => await ClaimAsync((await EnqueueAsync()).RunId);

    /// <summary>A lease that has expired by the database's clock.</summary>
    protected async Task<Lease> ExpiredAsync(JobRun run)
    {
        var lease = await ClaimAsync(run.RunId, TimeSpan.FromMilliseconds(1), "worker-that-dies");
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.IsAbandoned);
        return lease;
    }

    protected static StepIntent Intent(string name, bool once = false, string? undo = null) =>
        new() { StepName = name, InputHash = new string('a', 64), Once = once, Undo = undo };

    protected static StepOutcome Done(string name, string? result = null) =>
        new() { StepName = name, Status = StepStatus.Succeeded, Result = result };

    protected static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<JobOpsException>(action)).Error;

    /// <summary>Asks again until it is so, at most ten seconds long.</summary>
    protected static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

public sealed class SqliteLedgerTests(SqliteRig rig) : LedgerContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerLedgerTests(SqlServerRig rig) : LedgerContract(rig), IClassFixture<SqlServerRig>;
