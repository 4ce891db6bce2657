using System.Management.Automation;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>
/// One call of Start-Job for jobs of the ledger: collects the requests, then starts all of them or none. Its members are
/// called on the pipeline's thread.
/// </summary>
sealed class LedgerJobStart(PSCmdlet cmdlet, CmdletPipeline pipeline, LedgerJobParameters typed)
{
    // So many that a person wonders how far it is.
    const int Many = 1000;

    readonly bool _isPiped = cmdlet.MyInvocation.ExpectingInput;

    // Nothing is bound from the pipeline yet: a name that is missing here will come from there.
    readonly bool _itemsNameTheJob = !cmdlet.MyInvocation.BoundParameters.ContainsKey("Name");

    readonly SessionJobs _session = SessionJobs.Current;

    readonly Dictionary<string, JobDefinition?> _jobs = new(StringComparer.OrdinalIgnoreCase);
    readonly List<StartRequest> _requests = [];
    readonly List<object?> _items = [];
    readonly ProgressBar _progress = new(pipeline, "Start-Job");

    /// <summary>Takes in what the pipeline brings now, or what was typed.</summary>
    /// <param name="jobName">The job: as it was typed, or as the object says.</param>
    public void Add(string jobName)
    {
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
                cmdlet.ThrowTerminatingError(ErrorRecords.Of(Numbered(exception), item));
            cmdlet.WriteError(ErrorRecords.Of(exception, item));
        }
        if (_requests.Count > 0 && _requests.Count % Many == 0)
            _progress.Show($"{_requests.Count:N0} runs collected");
    }

    /// <summary>Starts what was collected.</summary>
    public void Start()
    {
        if (_requests.Count == 1)
            pipeline.RunItem(StartAsync, _items[0]);
        else if (_requests.Count > 1)
            pipeline.Run(StartAsync, exception => exception.Item is { } index ? _items[index] : null);
    }

    StartRequest Read(string jobName)
    {
        if (IsPath(jobName))
            throw new JobOpsException(Error.JobNameIsPath(jobName));
        var job = FindJob(jobName);
        if (job is { Kind: JobKind.Runbook } && !typed.Wait)
            throw new JobOpsException(Error.RunbookNeedsWait(job.Name));
        return _isPiped || typed.Request is not null
            ? PipedRequest.Read(jobName, typed.Request, typed, job, _itemsNameTheJob)
            : typed.ToRequest(jobName, job);
    }

    /// <summary>Null for an unknown one: the error about it comes with the start.</summary>
    JobDefinition? FindJob(string name)
    {
        if (!_jobs.ContainsKey(name))
            pipeline.Run(async () =>
                _jobs[name] = await (await pipeline.LedgerAsync()).FindJobAsync(name, version: null, pipeline.Stopping));
        return _jobs[name];
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
        var started = await StartOrReportAsync(new(ledger, ledger));
        if (!typed.Wait)
        {
            foreach (var (run, _) in started)
                // A batch may hold a hundred thousand runs, which nobody waits for one by one.
                pipeline.Write(_isPiped ? run : await _session.AttachAsync(ledger, run));
            return;
        }
        var execution = new RunExecution(cmdlet, pipeline, ledger);
        foreach (var (run, secrets) in started)
            await execution.WriteAsync(await execution.ExecuteAsync(run, secrets));
    }

    async Task<IReadOnlyList<StartedRun>> StartOrReportAsync(JobStarter starter)
    {
        try
        {
            return await StartAllAsync(starter);
        }
        catch (JobOpsException exception)
        {
            await pipeline.InvokeAsync(() => ReportExitCode(exception.Error));
            throw;
        }
    }

    async Task<IReadOnlyList<StartedRun>> StartAllAsync(JobStarter starter)
    {
        if (_requests is [var one])
            return [await starter.StartAsync(one, typed.Wait, pipeline.Stopping)];
        try
        {
            if (_requests.Count >= Many)
                _progress.Show($"Writing {_requests.Count:N0} runs");
            return await starter.StartAllAsync(_requests, typed.Wait, pipeline.Stopping);
        }
        finally
        {
            _progress.Complete();
        }
    }

    /// <summary>As the run's own exit code would be reported: only a call that waits for the run has one.</summary>
    bool ReportExitCode(JobOpsError error)
    {
        if (typed.Wait)
            ExitCode.Report(cmdlet, error.ExitCode);
        return typed.Wait;
    }

    string Describe() => _requests is [var one]
        ? $"job '{one.JobName}'"
        : string.Join(", ", _requests.CountBy(request => request.JobName, StringComparer.OrdinalIgnoreCase)
            .Select(job => $"{job.Value:N0} runs of job '{job.Key}'"));
}
