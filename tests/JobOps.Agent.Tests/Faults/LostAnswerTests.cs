using System.Text;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// The server commits, and its answer never comes. Nobody on this side can know; what the ledger promises holds when the
/// same is asked again.
/// </summary>
[Trait("category", "faults")]
public sealed class LostAnswerTests : IAsyncLifetime
{
    // As it stands in a request that is not encrypted.
    static readonly byte[] s_commit = Encoding.Unicode.GetBytes("COMMIT TRANSACTION");

    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    readonly Workshop _shop = new();
    TestDatabase? _database;
    TcpProxy? _proxy;
    ILedger? _ledger;

    ILedger Ledger => _ledger!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _proxy = new(_database.Address.Host, _database.Address.Port);
        _shop.Ledger = _database.Location();
        await _shop.RegisterAsync("easy", SampleJobs.Easy);
        Assert.SkipUnless(_database.IsReadable, "the connection is encrypted: the proxy cannot see which request is a COMMIT");
        _ledger = await LedgerFactory.Instance.OpenAsync(_database.Location(_proxy.Port));
    }

    public async ValueTask DisposeAsync()
    {
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        _proxy?.Dispose();
        await _shop.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_request_with_a_key_that_comes_again_is_the_run_that_is_there()
    {
        RunRequest[] requests = [new() { JobName = "easy", JobVersion = 1, IdempotencyKey = "once" }];

        var lost = await LoseAnswerAsync(() => Ledger.Requests.EnqueueAsync(requests));
        var stored = Assert.Single(await Ledger.Requests.EnqueueAsync(requests));

        Assert.Equal(RetrySafety.Unknown, lost.RetrySafety);
        Assert.True(stored.Replayed);
        Assert.Equal(stored.RunId, Assert.Single(await _shop.RunsAsync()).RunId);
    }

    [Fact]
    public async Task A_claim_that_nobody_heard_of_runs_out_and_the_run_is_claimed_again()
    {
        await _shop.EnqueueAsync("easy");
        var shortly = Claim("deaf", TimeSpan.FromSeconds(1));

        await LoseAnswerAsync(() => Ledger.Claims.ClaimAsync(shortly));
        var meanwhile = (await _shop.RunAsync(1)).Status;
        IReadOnlyList<ClaimedRun> again = [];
        await _shop.WaitUntilAsync(async _ => (again = await Ledger.Claims.ClaimAsync(Claim("other", s_lease))).Count > 0);

        Assert.Equal(RunStatus.Running, meanwhile);
        Assert.Equal((2, 2), (again[0].Lease.Token, again[0].Run.Attempt));
        Assert.Equal(["RunRequested", "RunClaimed", "RunClaimed"], await EventsAsync());
    }

    [Fact]
    public async Task A_step_that_began_unheard_runs_in_the_next_attempt()
    {
        var lease = await ClaimAsync();

        await LoseAnswerAsync(() => Ledger.Steps.BeginAsync(lease, Intent("greet")));
        // As a worker does that could not write: it gives the run back.
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Queued, Error.RunNotFound(0))]);
        var again = await Ledger.Steps.BeginAsync(await ClaimAsync(enqueue: false), Intent("greet"));

        Assert.Equal((StepStatus.Running, 2), (again.Status, again.Attempt));
    }

    [Fact]
    public async Task The_end_of_a_step_that_is_written_again_stands_once()
    {
        var lease = await ClaimAsync();
        await Ledger.Steps.BeginAsync(lease, Intent("greet"));
        StepOutcome outcome = new() { StepName = "greet", Status = StepStatus.Succeeded, Result = "1" };

        await LoseAnswerAsync(() => Ledger.Steps.FinishAsync(lease, outcome));
        await Ledger.Steps.FinishAsync(lease, outcome);

        Assert.Equal(["RunRequested", "RunClaimed", "StepStarted", "StepSucceeded"], await EventsAsync());
    }

    [Fact]
    public async Task A_run_that_is_completed_again_ends_once()
    {
        var lease = await ClaimAsync();
        RunOutcome[] outcomes = [new(lease, RunStatus.Succeeded)];

        await LoseAnswerAsync(() => Ledger.Claims.CompleteAsync(outcomes));
        var lost = await Ledger.Claims.CompleteAsync(outcomes);

        Assert.Equal([lease], lost);
        Assert.Equal(["RunRequested", "RunClaimed", "RunSucceeded"], await EventsAsync());
    }

    [Fact]
    public async Task What_is_only_read_can_be_read_again()
    {
        var error = await LoseAnswerAsync(() => Ledger.Jobs.GetAsync(), "LedgerUnavailable");

        Assert.Equal(RetrySafety.SafeAfter, error.RetrySafety);
        Assert.Single(await Ledger.Jobs.GetAsync());
    }

    async Task<JobOpsError> LoseAnswerAsync(Func<Task> write, string expected = "LedgerAnswerLost")
    {
        _proxy!.Requests = packet => packet.Span.IndexOf(s_commit) >= 0 ? Fate.LosesItsAnswer : Fate.Arrives;
        var error = (await Assert.ThrowsAsync<JobOpsException>(write)).Error;
        _proxy.Requests = null;
        Assert.Equal((expected, 1), (error.Id, _proxy.Broken));
        return error;
    }

    async Task<Lease> ClaimAsync(bool enqueue = true)
    {
        if (enqueue)
            await _shop.EnqueueAsync("easy");
        return Assert.Single(await Ledger.Claims.ClaimAsync(Claim("worker", s_lease))).Lease;
    }

    static ClaimRequest Claim(string worker, TimeSpan lease) =>
        new() { Worker = worker, Lease = lease, Count = 1 };

    static StepIntent Intent(string name) => new() { StepName = name, InputHash = new string('a', 64) };

    async Task<List<string>> EventsAsync()
    {
        await using var ledger = await _shop.OpenLedgerAsync();
        return [.. (await ledger.Journal.GetAsync(1)).Select(entry => entry.Event)];
    }
}
