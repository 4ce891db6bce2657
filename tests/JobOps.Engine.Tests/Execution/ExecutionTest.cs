using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Real processes on a real embedded ledger in a folder of the test's own.</summary>
public abstract class ExecutionTest : IAsyncLifetime
{
    ILedger? _ledger;

    protected TempFolder Folder { get; } = new();

    protected ILedger Ledger => _ledger!;

    protected WorkerOptions Options { get; init; } = new() { Grace = TimeSpan.FromMilliseconds(500) };

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected LedgerLocation Location => LedgerLocation.Parse("sqlite:" + Folder.File("ledger.db"));

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        _ledger = await LedgerFactory.Instance.OpenAsync(Location, Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A job with these steps, registered.</summary>
    protected async Task<JobDefinition> RegisterAsync(params StepDefinition[] steps) => await RegisterAsync(steps, []);

    protected Task<JobDefinition> RegisterAsync(
        StepDefinition[] steps, ParameterDefinition[] parameters, TimeSpan? timeout = null) =>
        Ledger.Jobs.RegisterAsync(
            new()
            {
                Name = "job",
                Owner = "operations",
                ExpectedResult = "it works",
                RollbackNote = "put it back",
                WorkingDirectory = Folder.Path,
                Parameters = parameters,
                Steps = steps,
                Timeout = timeout,
            },
            Cancellation);

    /// <summary>A step that runs a shell script; only tests do that.</summary>
    protected static StepDefinition Sh(string name, string script, string? undo = null, params string[] arguments) => new()
    {
        Name = name,
        Action = Shell(script, arguments),
        Undo = undo is null ? null : Shell(undo, arguments),
    };

    protected static CommandAction Shell(string script, params string[] arguments) => new()
    {
        Command = [.. ((string[])["sh", "-c", script, "sh", .. arguments]).Select(Template.Parse)],
    };

    protected static IReadOnlyDictionary<string, Template> Touch(string name, string path) =>
        new Dictionary<string, Template> { [name] = Template.Parse(path) };

    protected async Task<JobRun> StartAsync(
        JobDefinition job, Dictionary<string, object?>? parameters = null, CancellationToken? cancellation = null)
    {
        var started = await new JobStarter(Ledger).StartAsync(
            new() { JobName = job.Name, Parameters = parameters ?? [] }, executedHere: true, Cancellation);
        return await new Worker(Ledger, Options).ExecuteAsync(
            started.Run.RunId, started.Secrets, cancellation ?? Cancellation);
    }

    protected async Task<IReadOnlyList<JobStep>> StepsAsync(JobRun run) => await Ledger.Steps.GetAsync(run.RunId, Cancellation);

    protected async Task<IReadOnlyList<string>> LogAsync(JobRun run) =>
        [.. (await Ledger.Log.GetAsync(run.RunId, cancellation: Cancellation)).Select(line => line.Text)];
}
