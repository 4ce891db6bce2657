using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>
/// One call of Start-Job for jobs of the ledger: collects the requests, then starts all of them or none. Its members are
/// called on the pipeline's thread.
/// </summary>
sealed class LedgerJobStart(PSCmdlet cmdlet, CmdletPipeline pipeline, LedgerJobParameters typed) : IDisposable
{
    // From then on a person wonders how far it is.
    const int Many = 1000;
    static readonly TimeSpan s_long = TimeSpan.FromSeconds(1);

    readonly bool _isPiped = cmdlet.MyInvocation.ExpectingInput;

    // Nothing is bound from the pipeline yet: a name that is missing here will come from there.
    readonly bool _itemsNameTheJob = !cmdlet.MyInvocation.BoundParameters.ContainsKey("Name");

    readonly SessionJobs _session = SessionJobs.Current;

    // Asked for each of a hundred thousand requests, so not each time through the pump.
    readonly Dictionary<string, JobDefinition?> _jobs = new(StringComparer.OrdinalIgnoreCase);
    JobStarter? _starter;
    readonly List<StartRequest> _requests = [];
    readonly List<object?> _items = [];
    readonly ProgressBar _progress = new(ProgressScreen.Of(cmdlet), "Start-Job");
    readonly DateTimeOffset _began = DateTimeOffset.UtcNow;

    /// <summary>Takes in what the pipeline brings now, or what was typed.</summary>
    /// <param name="jobName">The job: as it was typed, or as the object says.</param>
    public void Add(string jobName)
    {
        // As the run's own exit code would be reported: only a call that waits for the run has one.
        pipeline.ReportsExitCode = typed.Wait;
        object? item = _isPiped ? typed.Request : jobName;
        try
        {
            _requests.Add(Read(jobName));
            _items.Add(item);
        }
        catch (JobOpsException exception)
        {
            ReportExitCode(exception.Error);
            // All or none: what follows in the pipeline could not be started either.
            if (_isPiped)
                cmdlet.ThrowTerminatingError(ErrorRecords.Of(cmdlet, Numbered(exception), item));
            cmdlet.WriteError(ErrorRecords.Of(cmdlet, exception, item));
        }
        if (IsLong)
            _progress.Show(new("Reading what to start") { Since = _began, Detail = $"{_requests.Count:N0} so far" });
    }

    /// <summary>Starts what was collected.</summary>
    public void Start()
    {
        if (_requests.Count == 1)
            pipeline.RunItem(StartAsync, _items[0]);
        else if (_requests.Count > 1)
            pipeline.Run(StartAsync, exception => exception.Item is { } index ? _items[index] : null);
    }

    /// <summary>Takes the bar away: also when an error or Ctrl+C ends the pipeline before the last object.</summary>
    public void Dispose() => _progress.Dispose();

    bool IsLong => _isPiped && (_requests.Count >= Many || DateTimeOffset.UtcNow - _began > s_long);

    StartRequest Read(string jobName)
    {
        if (IsPath(jobName))
            throw new JobOpsException(Error.JobNameIsPath(jobName));
        if (typed.RollbackOnFailure && !typed.Wait)
            throw new JobOpsException(Error.RollbackOnFailureNeedsWait(jobName));
        var job = FindJob(jobName);
        var request = _isPiped || typed.Request is not null
            ? PipedRequest.Read(jobName, typed.Request, typed, job, _itemsNameTheJob)
            : typed.ToRequest(jobName, job);
        if (job is { Kind: JobKind.Runbook })
            RunbookArguments.Require(cmdlet, job, request.Parameters);
        return request;
    }

    /// <summary>Null for an unknown one: the error about it comes with the start.</summary>
    JobDefinition? FindJob(string name)
    {
        if (!_jobs.ContainsKey(name))
            pipeline.Run(async () => _jobs[name] = await (await StarterAsync()).FindJobAsync(name, pipeline.Stopping));
        return _jobs[name];
    }

    async Task<JobStarter> StarterAsync()
    {
        var ledger = await pipeline.LedgerAsync();
        return _starter ??= new(ledger, new RunExecution(cmdlet, pipeline, ledger).Leftovers) { IsSession = true };
    }

    // The old mistake of Start-Job ./script.ps1: no job can have such a name, or its like would never be meant.
    static bool IsPath(string name) =>
        name.IndexOfAny(['/', '\\']) >= 0 || name.StartsWith('~') || name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);

    JobOpsException Numbered(JobOpsException exception) => new(
        exception.Error with { What = $"Request {_requests.Count + 1}, so none was started: {exception.Error.What}" }, exception);

    async Task StartAsync()
    {
        var ledger = await pipeline.LedgerAsync();
        if (!await pipeline.ShouldProcessAsync($"{Describe()} in {ledger.Info.Location}", "Start"))
            return;
        foreach (var environment in _requests.Select(request => request.Environment).Distinct(StringComparer.OrdinalIgnoreCase))
            if (await DidYouMean.AskAboutEnvironmentAsync(ledger, environment, pipeline.Stopping) is { } question)
                pipeline.WriteWarning(question);
        var started = await StartAllAsync(await StarterAsync());
        _progress.Dispose();
        if (!typed.Wait)
        {
            foreach (var (run, _, _) in started)
                // A batch may hold a hundred thousand runs, which nobody waits for one by one.
                pipeline.Write(_isPiped ? run : await _session.AttachAsync(ledger, run));
            return;
        }
        var execution = new RunExecution(cmdlet, pipeline, ledger);
        foreach (var one in started)
            await execution.WriteAsync(await execution.ExecuteAsync(one, rollbackOnFailure: typed.RollbackOnFailure));
    }

    async Task<IReadOnlyList<StartedRun>> StartAllAsync(JobStarter starter)
    {
        if (_requests is [var one])
            return [await starter.StartAsync(one, typed.Wait, pipeline.Stopping)];
        // One transaction: all of them are recorded, or none. So there is no number on the way.
        if (IsLong)
            _progress.Show(new($"Recording {_requests.Count:N0} runs") { Since = _began });
        return await starter.StartAllAsync(_requests, typed.Wait, pipeline.Stopping);
    }

    void ReportExitCode(JobOpsError error)
    {
        if (typed.Wait)
            ExitCode.Report(cmdlet, error.ExitCode);
    }

    string Describe() => _requests is [var one]
        ? $"job '{one.JobName}'"
        : string.Join(", ", _requests.CountBy(request => request.JobName, StringComparer.OrdinalIgnoreCase)
            .Select(job => $"{job.Value:N0} runs of job '{job.Key}'"));
}
