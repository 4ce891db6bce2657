using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>The script of a runbook, executed in this session: a <see cref="RunBody"/>.</summary>
sealed class RunbookBody(PSCmdlet cmdlet, CmdletPipeline pipeline, RunBar bar)
{
    // All streams come back as one, in their order. Errors and failed programs stop the script unless it says otherwise: a
    // runbook that goes on after an unseen error would finish steps on a wrong state. $? is false after "exit 3". The loop
    // takes in a 'break' that no loop of the script does.
    const string Call =
        """
        param($Path, $Parameters, $End, $JobEnvironment)
        $ErrorActionPreference = 'Stop'
        $PSNativeCommandUseErrorActionPreference = $true
        foreach ($once in 1) {
            & $Path @Parameters *>&1
            if (-not $?) { throw "The script ended with exit code $LASTEXITCODE." }
            $End.IsReached = $true
        }
        $End.IsPassed = $true
        """;

    /// <summary>The script: a path or a block; null for the path of the definition.</summary>
    public object? Script { get; init; }

    /// <summary>Whether this session has executed the run.</summary>
    public bool HasBegun { get; private set; }

    /// <inheritdoc cref="RunBody"/>
    public async Task ExecuteAsync(AttemptContext attempt, CancellationToken stop)
    {
        HasBegun = true;
        ScriptEnvironment.RequireSecrets(attempt.Environment, attempt.Job);
        using var connected = LedgerSession.Hold(attempt.Run.RunId);
        var session = new RunbookSession(attempt.Ledger, attempt.Held, attempt.Log.Mask);
        session.StepAnnounced += (step, number) => bar.StepStarting(attempt.Run, step, number, count: 0);
        bar.Begin(new($"Running {Path.GetFileName(attempt.Job.ScriptPath ?? attempt.Job.Name)}"));
        Task<JobOpsError?> RunAsync() => pipeline.InvokeAsync(() => RunScript(attempt, session, stop));
        var failure = await (!attempt.Job.IsTyped ? RunAsync() : AsStepAsync(attempt, RunAsync, stop));
        attempt.Held.ThrowIfLost();
        if (failure is { Kind: ErrorKind.Interrupted })
            throw new OperationCanceledException(failure.What);
        if (failure is not null)
            throw new JobOpsException(failure);
    }

    /// <summary>A block that was typed is one step as a whole: what a file declares with Invoke-JobStep.</summary>
    async Task<JobOpsError?> AsStepAsync(AttemptContext attempt, Func<Task<JobOpsError?>> runAsync, CancellationToken stop)
    {
        var begun = await attempt.Steps.BeginAsync(
            new() { StepName = AdHocScript.StepName, InputHash = attempt.Job.ScriptHash! }, stop);
        if (begun.IsFinished)
            return null;
        bar.StepStarting(attempt.Run, AdHocScript.StepName, number: 1, count: 1);
        var failure = await runAsync();
        await attempt.Steps.FinishAsync(
            new() { StepName = AdHocScript.StepName, Status = StepStatusOf(failure), Error = failure });
        return failure;
    }

    static StepStatus StepStatusOf(JobOpsError? failure) => failure?.Kind switch
    {
        null => StepStatus.Succeeded,
        ErrorKind.Interrupted => StepStatus.Interrupted,
        _ => StepStatus.Failed,
    };

    /// <summary>On the pipeline's thread. Returns why the run failed, or null.</summary>
    JobOpsError? RunScript(AttemptContext attempt, RunbookSession session, CancellationToken stop)
    {
        var (run, job) = (attempt.Run, attempt.Job);
        var streams = new RunbookStreams(cmdlet, attempt.Log, session, attempt.Options.OutputCap);
        session.OutputWritten += streams.LogOutput;
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var end = new ScriptEnd();
        if (job.IsTyped)
            AdHocScript.AddTo(shell, job.ScriptText!, run.Parameters, end, ScriptEnvironment.Of(attempt.Environment));
        else
            shell.AddScript(Call, useLocalScope: true)
                .AddArgument(Script ?? job.ScriptPath).AddArgument(RunbookArguments.Of(job, run.Parameters, attempt.Secrets))
                .AddArgument(end).AddArgument(ScriptEnvironment.Of(attempt.Environment));
        using var output = new PSDataCollection<PSObject?>();
        output.DataAdded += (_, _) => ForwardAll(output, streams);
        // Errors of step blocks arrive here and not with the other streams.
        shell.Streams.Error.DataAdded += (_, _) => ForwardAll(shell.Streams.Error, streams);
        // A script that may no longer work, or should not, ends where it is, and with it the programs that it started.
        using var stopped = stop.Register(() => shell.BeginStop(null, null));
        session.Enter();
        try
        {
            shell.Invoke(null, output);
            // A script that is stopped while one of its own commands waits just ends, as if all of it had been executed.
            return !end.IsReached && stop.IsCancellationRequested
                ? Error.RunCancelled(run.RunId)
                : session.Failure ?? (end.CauseIn(cmdlet.SessionState) is { } cause ? Thrown(cause, exception: null) : null);
        }
        catch (PipelineStoppedException)
        {
            return Error.RunCancelled(run.RunId);
        }
        catch (Exception exception) when (exception is RuntimeException or FlowControlException)
        {
            return session.Failure ?? Thrown(session.ErrorLines.With(exception), exception);
        }
        finally
        {
            RunbookSession.Leave();
        }

        JobOpsError Thrown(string cause, Exception? exception) => Error.RunbookThrew(
            run.RunId, job.ScriptPath ?? job.Name, session.Mask.Apply(cause),
            session.Mask.Apply(exception is null ? "" : FailurePlace.Of(exception) ?? ""));
    }

    static void ForwardAll<T>(PSDataCollection<T> items, RunbookStreams streams)
    {
        foreach (var item in items.ReadAll())
            streams.Forward(item is null ? null : PSObject.AsPSObject(item));
    }
}
