using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Access;

/// <summary>A ledger on the server that belongs to the rig's login, and other logins that work with it.</summary>
public abstract class AccessTest(SqlServerRig rig) : IAsyncLifetime
{
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    ILedger? _owner;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected SqlServerRig Rig => rig;

    protected bool IsBabelfish { get; private set; }

    /// <summary>Opened by the database's owner.</summary>
    protected ILedger Owner => _owner!;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        _owner = await OpenAsync(rig.Location);
        IsBabelfish = await rig.MendForeignKeysAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_owner is not null)
            await _owner.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Task<ILedger> OpenAsync(LedgerLocation location) => LedgerFactory.Instance.OpenAsync(location, Cancellation);

    /// <summary>A new login with these roles.</summary>
    protected async Task<TestLogin> CreateLoginAsync(params LedgerRole[] roles)
    {
        var login = await rig.CreateLoginAsync();
        foreach (var role in roles)
            Assert.True(await Owner.Access.GrantAsync(role, login.Name, Cancellation));
        return login;
    }

    protected async Task<ILedger> OpenAsAsync(params LedgerRole[] roles) => await OpenAsync(rig.LocationOf(await CreateLoginAsync(roles)));

    protected async Task<JobDefinition> RegisterAsync() =>
        await Owner.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{Guid.NewGuid():N}"), Cancellation);

    protected static RunRequest Request(JobDefinition job) => new() { JobName = job.Name, JobVersion = job.Version };

    protected async Task<JobRun> EnqueueAsync() => await Owner.Requests.EnqueueAsync(Request(await RegisterAsync()), Cancellation);

    protected static async Task<Lease> ClaimAsync(ILedger ledger, JobRun run) =>
        Assert.Single(await ledger.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation)).Lease;

    /// <summary>The database refuses it, and the error says so; exit code 77.</summary>
    protected static async Task RefusedAsync(Func<Task> action)
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(action)).Error;
        Assert.Equal(("LedgerPermission", ExitCodes.NotPermitted), (error.Id, error.ExitCode));
        Assert.Equal("Get-Help Grant-JobLedgerRole", error.NextCommand.PowerShell);
    }
}
