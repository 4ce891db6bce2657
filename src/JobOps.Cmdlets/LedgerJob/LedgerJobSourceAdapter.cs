using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Shows the ledger jobs of a session to PowerShell's own job cmdlets, and lets <c>Start-Job -DefinitionName</c> start
/// registered jobs. PowerShell makes one for each session that imports the module. It looks into the ledger only to find
/// a definition, or a run that a filter names by its RunId.
/// </summary>
public sealed class LedgerJobSourceAdapter : JobSourceAdapter
{
    static readonly Dictionary<string, object?> s_noParameters = [];

    // Some of the calls come on threads of ours, so the session is noted here.
    readonly SessionJobs _jobs = SessionJobs.Current;

    /// <summary>Called by PowerShell at import.</summary>
    public LedgerJobSourceAdapter() => Name = LedgerJob.TypeName;

    /// <summary>A job that starts a run of the registered job; null where the ledger has none of that name.</summary>
    /// <param name="definitionName">The name of the job.</param>
    /// <param name="definitionPath">A file of somebody else's definitions: the ledger has no such files.</param>
    public override Job2? NewJob(string definitionName, string definitionPath) =>
        _jobs.IsOpen && string.IsNullOrEmpty(definitionPath)
            ? Wait(() => FindAsync(definitionName, s_noParameters))
            : null;

    /// <inheritdoc/>
    /// <exception cref="JobOpsException">JobNotFound</exception>
    public override Job2 NewJob(JobInvocationInfo specification)
    {
        var name = specification.Definition.Name;
        var parameters = specification.Parameters.SelectMany(collection => collection)
            .ToDictionary(parameter => parameter.Name, object? (parameter) => parameter.Value, StringComparer.OrdinalIgnoreCase);
        return Wait(() => FindAsync(name, parameters)) ?? throw new JobOpsException(Error.JobNotFound(name));
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => List(_jobs.All);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse) => List(_jobs.Named(name));

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        var wildcard = WildcardPattern.Get(command, WildcardOptions.IgnoreCase);
        return List(_jobs.All.Where(job => wildcard.IsMatch(job.Command)));
    }

    /// <inheritdoc/>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) =>
        _jobs.All.FirstOrDefault(job => job.InstanceId == instanceId);

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => _jobs.All.FirstOrDefault(job => job.Id == id);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) =>
        List(_jobs.All.Where(job => job.JobStateInfo.State == state));

    /// <summary>
    /// Jobs of the session whose properties fit. A run that is named by its RunId becomes one first, wherever it was
    /// started.
    /// </summary>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse)
    {
        var wanted = new LedgerJobFilter(filter);
        var missing = wanted.RunIds.Except(_jobs.All.Where(IsFollowed).Select(job => job.RunId ?? 0)).ToList();
        if (missing.Count > 0 && _jobs.IsOpen)
            Wait(() => AttachAsync(missing));
        return List(_jobs.All.Where(wanted.Fits));
    }

    /// <summary>Lets go of the run. Nothing that is recorded of it changes.</summary>
    public override void RemoveJob(Job2 job) => _jobs.Remove(job);

    static bool IsFollowed(LedgerJob job) => job.JobStateInfo.State != JobState.Disconnected;

    static List<Job2> List(IEnumerable<LedgerJob> jobs) => [.. jobs];

    static Task<ILedger> LedgerAsync() => LedgerSession.OpenAsync(_ => { }, CancellationToken.None);

    /// <summary>PowerShell asks adapters synchronously; the work must not need the thread that waits for it.</summary>
    static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    async Task<LedgerJob?> FindAsync(string name, IReadOnlyDictionary<string, object?> parameters)
    {
        var ledger = await LedgerAsync();
        return await ledger.Jobs.FindAsync(name) is { } definition
            ? new(ledger.Info, definition.Name, job => StartAsync(job, definition, parameters))
            : null;
    }

    async Task StartAsync(LedgerJob job, JobDefinition definition, IReadOnlyDictionary<string, object?> parameters)
    {
        var ledger = await LedgerAsync();
        var started = await new JobStarter(ledger).StartAsync(
            new() { JobName = definition.Name, Parameters = parameters, IdempotencyKey = LedgerJobId.ToKey(job.InstanceId) },
            executedHere: false);
        await _jobs.AttachAsync(job, ledger, started.Run);
    }

    async Task<bool> AttachAsync(IEnumerable<long> runIds)
    {
        var ledger = await LedgerAsync();
        foreach (var id in runIds)
            if (await ledger.Runs.FindAsync(id) is { } run)
                await _jobs.AttachAsync(ledger, run);
        return true;
    }
}
