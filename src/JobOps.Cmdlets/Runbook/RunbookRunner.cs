using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Runtime.CompilerServices;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Executes runs of runbooks in this session.</summary>
sealed class RunbookRunner(PSCmdlet cmdlet, CmdletPipeline pipeline, ILedger ledger, RunBar bar)
{
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    // All streams come back as one, in their order. Errors stop the script unless it says otherwise: a runbook that
    // goes on after an error that nobody looked at would finish steps on a wrong state. $? is false after "exit 3".
    const string Call =
        """
        param($Path, $Parameters, $End)
        $ErrorActionPreference = 'Stop'
        & $Path @Parameters *>&1
        if (-not $?) { throw "The script ended with exit code $LASTEXITCODE." }
        $End.Value = $true
        """;

    readonly WorkerOptions _options = new();

    /// <summary>Claims the run and executes its script, or waits until whoever holds it has finished.</summary>
    /// <param name="run">A run of kind Runbook that has not ended.</param>
    /// <param name="secrets">Secret parameters by name.</param>
    /// <param name="acceptChange">Go on although the script has changed since the run began.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="JobOpsException">RunbookNotFound, RunbookChanged, LeaseLost</exception>
    public async Task<JobRun> ExecuteAsync(JobRun run, IReadOnlyDictionary<string, string> secrets, bool acceptChange)
    {
        var job = await ledger.FindJobAsync(run.JobName, run.JobVersion, pipeline.Stopping)
                  ?? throw new JobOpsException(Error.JobNotFound(run.JobName));
        if (job.ScriptPath is { } path)
            await RequireSameScriptAsync(run, path, job.ScriptHash, acceptChange);
        if (await ClaimAsync(run.RunId) is not { } claimed)
            return await ReadAsync(run.RunId) with { Replayed = true };
        await ExecuteAsync(claimed, job, secrets);
        return await ReadAsync(run.RunId);
    }

    async Task RequireSameScriptAsync(JobRun run, string path, string? hash, bool acceptChange)
    {
        if (!File.Exists(path))
            throw new JobOpsException(Error.RunbookNotFound(path));
        if (acceptChange || RunbookScript.Hash(path) == hash)
            return;
        var finished = (await ledger.GetStepsAsync(run.RunId, pipeline.Stopping)).Where(step => step.IsFinished).ToList();
        if (finished.Count > 0)
            throw new JobOpsException(Error.RunbookChanged(
                run.RunId, path, string.Join(", ", finished.Select(step => step.StepName))));
    }

    /// <summary>Null when another worker has finished the run meanwhile.</summary>
    async Task<ClaimedRun?> ClaimAsync(long runId)
    {
        var said = false;
        while (true)
        {
            var claimed = await ledger.ClaimAsync(
                new() { Worker = _options.Worker, Lease = _options.Lease, Kinds = [RunKind.Runbook], RunId = runId }, pipeline.Stopping);
            if (claimed is [var one])
                return one;
            var run = await ReadAsync(runId);
            if (run.IsFinished)
                return null;
            if (!said)
                pipeline.WriteVerbose($"Waiting for run {runId}. {await RunExplanation.WhyAsync(ledger, run, pipeline.Stopping)}");
            said = true;
            await ledger.WaitForChangeAsync(s_longestWait, pipeline.Stopping);
        }
    }

    async Task ExecuteAsync(ClaimedRun claimed, JobDefinition job, IReadOnlyDictionary<string, string> secrets)
    {
        var mask = new SecretMask(secrets.Values);
        JobOpsError? failure;
        await using (var keeper = LeaseKeeper.Start(ledger, claimed.Lease.Worker, claimed.Lease.Duration))
        {
            using var held = keeper.Hold(claimed.Lease);
            var session = new RunbookSession(ledger, claimed.Lease, held.Lost, mask);
            session.StepAnnounced += (step, number) => bar.StepStarting(claimed.Run, step, number, count: 0);
            bar.Begin(new($"Running {Path.GetFileName(job.ScriptPath ?? job.Name)}"));
            await using (var log = new RunLog(ledger, claimed.Lease, mask, bar))
                failure = job.ScriptText is null
                    ? await pipeline.InvokeAsync(() => RunScript(claimed.Run, job, secrets, session, held, log))
                    : await AsStepAsync(claimed, job, () => RunScript(claimed.Run, job, secrets, session, held, log));
            held.ThrowIfLost();
            if (failure is { Kind: ErrorKind.Interrupted } && held.StopRequest is { } request)
                failure = Error.RunCancelled(claimed.Run.RunId, request.By);
        }
        // The outcome is written even after Ctrl+C: a run must not look as if it were still going on.
        if ((await ledger.CompleteAsync([new(claimed.Lease, StatusOf(failure), failure)], CancellationToken.None)).Count > 0)
            throw new JobOpsException(Error.LeaseLost(claimed.Run.RunId));
    }

    /// <summary>A block that was typed is one step as a whole: what a file declares with Invoke-JobStep.</summary>
    async Task<JobOpsError?> AsStepAsync(ClaimedRun claimed, JobDefinition job, Func<JobOpsError?> run)
    {
        var begun = await ledger.BeginStepAsync(
            claimed.Lease, new() { StepName = AdHocScript.StepName, InputHash = job.ScriptHash! }, pipeline.Stopping);
        if (begun.IsFinished)
            return null;
        bar.StepStarting(claimed.Run, AdHocScript.StepName, number: 1, count: 1);
        var failure = await pipeline.InvokeAsync(run);
        // Written even after Ctrl+C: what the step did is known, and must not be lost.
        await ledger.FinishStepAsync(
            claimed.Lease,
            new() { StepName = AdHocScript.StepName, Status = StepStatusOf(failure), Error = failure }, undo: null, CancellationToken.None);
        return failure;
    }

    static StepStatus StepStatusOf(JobOpsError? failure) => failure?.Kind switch
    {
        null => StepStatus.Succeeded,
        ErrorKind.Interrupted => StepStatus.Interrupted,
        _ => StepStatus.Failed,
    };

    /// <summary>On the pipeline's thread. Returns why the run failed, or null.</summary>
    JobOpsError? RunScript(
        JobRun run, JobDefinition job, IReadOnlyDictionary<string, string> secrets, RunbookSession session, HeldLease held, RunLog log)
    {
        var streams = new RunbookStreams(cmdlet, log, session, _options.OutputCap);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var end = new StrongBox<bool>();
        if (job.ScriptText is { } text)
            AdHocScript.AddTo(shell, text, run.Parameters, end);
        else
            shell.AddScript(Call, useLocalScope: true).AddArgument(job.ScriptPath).AddArgument(Arguments(run, secrets)).AddArgument(end);
        using var output = new PSDataCollection<PSObject?>();
        output.DataAdded += (_, _) => ForwardAll(output, streams);
        // Errors of step blocks arrive here and not with the other streams.
        shell.Streams.Error.DataAdded += (_, _) => ForwardAll(shell.Streams.Error, streams);
        // A script that may no longer work, or should not, ends where it is, and with it the programs that it started.
        using var stopped = held.Stopped.Register(() => shell.BeginStop(null, null));
        using var lost = held.Lost.Register(() => shell.BeginStop(null, null));
        session.Enter();
        try
        {
            shell.Invoke(null, output);
            // A script that is stopped while one of its own commands waits just ends, as if all of it had been executed.
            return end.Value || !held.Stopped.IsCancellationRequested ? session.Failure : Error.RunCancelled(run.RunId);
        }
        catch (PipelineStoppedException)
        {
            return Error.RunCancelled(run.RunId);
        }
        catch (RuntimeException exception)
        {
            return session.Failure ?? Error.RunbookThrew(run.RunId, job.ScriptPath ?? job.Name, session.Mask.Apply(ErrorRecords.MessageOf(exception)));
        }
        finally
        {
            RunbookSession.Leave();
        }
    }

    static void ForwardAll<T>(PSDataCollection<T> items, RunbookStreams streams)
    {
        foreach (var item in items.ReadAll())
            streams.Forward(item is null ? null : PSObject.AsPSObject(item));
    }

    static Hashtable Arguments(JobRun run, IReadOnlyDictionary<string, string> secrets)
    {
        var arguments = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in run.Parameters)
            arguments[name] = value;
        foreach (var (name, value) in secrets)
            arguments[name] = new NetworkCredential("", value).SecurePassword;
        return arguments;
    }

    static RunStatus StatusOf(JobOpsError? failure) => failure?.Kind switch
    {
        null => RunStatus.Succeeded,
        ErrorKind.Interrupted => RunStatus.Cancelled,
        ErrorKind.CannotTell => RunStatus.Unknown,
        _ => RunStatus.Failed,
    };

    async Task<JobRun> ReadAsync(long runId) =>
        await ledger.FindRunAsync(runId) ?? throw new JobOpsException(Error.RunNotFound(runId));
}
