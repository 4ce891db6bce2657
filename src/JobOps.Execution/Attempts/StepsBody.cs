using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Executes the steps of one claimed run, in order, from the first that is not finished.</summary>
sealed class StepsBody(AttemptContext attempt)
{
    readonly JobRun _run = attempt.Run;
    readonly JobDefinition _job = attempt.Job;
    readonly Dictionary<string, JobStep> _steps = new(StringComparer.OrdinalIgnoreCase);

    PlaceholderValues Values => new(_run, _job, attempt.Secrets, _steps, attempt.Environment);

    /// <exception cref="JobOpsException">The error that ends the run; LeaseLost when it is no longer ours.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task ExecuteAsync(CancellationToken cancellation)
    {
        // Only a run that was tried before can have steps.
        if (_run.Attempt > 1)
            foreach (var step in await attempt.Ledger.Steps.GetAsync(_run.RunId, cancellation))
                _steps[step.StepName] = step;
        var work = new StepWork(attempt, _run, Values);
        RequirePrograms(work);
        RequireSecrets();
        for (var index = 0; index < _job.Steps.Count; index++)
            await ExecuteStepAsync(work, _job.Steps[index], index + 1, cancellation);
    }

    /// <summary>What is missing on this machine is found before the first change, not in the middle.</summary>
    void RequirePrograms(StepWork work)
    {
        foreach (var step in _job.Steps.Where(step => !IsFinished(step)))
            foreach (var action in (StepAction?[])[step.Action, step.Undo])
                if (action is not null)
                    work.RequireProgram(step.Name, action);
    }

    /// <summary>So is a secret of the environment.</summary>
    void RequireSecrets()
    {
        if (attempt.Environment is { Unreadable.Count: > 0 } environment)
            throw new JobOpsException(environment.Unreadable.Values.First());
    }

    bool IsFinished(StepDefinition step) => _steps.GetValueOrDefault(step.Name) is { IsFinished: true };

    async Task ExecuteStepAsync(
        StepWork work, StepDefinition step, int number, CancellationToken cancellation)
    {
        if (IsFinished(step))
        {
            var before = _steps[step.Name];
            Say(step, StepWords.Ended(before.Status, remembered: true));
            attempt.Observer?.StepFinished(_run, step.Name, before.Status, remembered: true);
            return;
        }
        cancellation.ThrowIfCancellationRequested();
        attempt.Observer?.StepStarting(_run, step.Name, number, _job.Steps.Count);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (step.Timeout is { } timeout)
            limit.CancelAfter(timeout);
        var (touched, intent) = await PrepareAsync(work, step, limit.Token, cancellation);
        var begun = await attempt.Steps.BeginAsync(intent, cancellation);
        var earlier = _steps.GetValueOrDefault(step.Name);
        _steps[step.Name] = begun;
        if (begun.IsFinished)
            return;
        if (earlier is { Status: StepStatus.Interrupted or StepStatus.Running })
            Say(step, await LeftProcesses.EndAsync(attempt.Ledger.Info.LedgerId, _run.RunId, step.Name, attempt.Options.Grace));
        var outcome = await TryAsync(work, step, begun, limit.Token, cancellation);
        outcome = await WithAfterAsync(outcome, step, touched, limit.Token, cancellation);
        await attempt.Steps.FinishAsync(outcome.Step);
        attempt.Observer?.StepFinished(_run, step.Name, outcome.Step.Status, remembered: false);
        _steps[step.Name] = begun with
        {
            Status = outcome.Step.Status, Result = outcome.Step.Result, After = outcome.Step.After, Error = outcome.Step.Error,
        };
        if (outcome.Failure is { } failure)
            throw failure;
    }

    /// <summary>All that is found out about a step before it begins: nothing of it has been done where this fails.</summary>
    async Task<(Dictionary<string, string> Touched, StepIntent Intent)> PrepareAsync(
        StepWork work, StepDefinition step, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            var touched = TouchedPaths(step);
            var before = await ReadAsync(step, touched, limit);
            var intent = new StepIntent
            {
                StepName = step.Name,
                InputHash = work.InputHash(step.Name, step.Action, before),
                ReadOnly = step.HasNothingToUndo,
                Once = step.Once,
                Undo = step.Undo is null ? null : LedgerJson.Write(step.Undo),
                Before = before,
            };
            return (touched, intent);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            attempt.Observer?.StepFinished(_run, step.Name, StepStatus.Failed, remembered: false);
            throw exception switch
            {
                JobOpsException => exception,
                OperationCanceledException => new JobOpsException(Error.StepTimedOut(_run.RunId, step.Name, step.Timeout!.Value)),
                _ => new JobOpsException(Threw(step, exception), exception),
            };
        }
    }

    /// <param name="work">Executes it.</param>
    /// <param name="step">The step.</param>
    /// <param name="begun">What the ledger knows of it.</param>
    /// <param name="limit">Its time limit, or that the run is stopped.</param>
    /// <param name="cancellation">The run is stopped.</param>
    async Task<(StepOutcome Step, Exception? Failure)> TryAsync(
        StepWork work, StepDefinition step, JobStep begun, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            var result = await work.ExecuteAsync(step.Name, step.Action, begun.Before, limit);
            return (Outcome(step, StepStatus.Succeeded, null) with { Result = result }, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return HalfWay(step, Error.StepTimedOut(_run.RunId, step.Name, step.Timeout!.Value));
        }
        catch (OperationCanceledException exception)
        {
            return (Outcome(step, StepStatus.Interrupted, Error.RunCancelled(_run.RunId)), exception);
        }
        catch (JobOpsException exception)
        {
            return (Outcome(step, StepStatus.Failed, exception.Error), exception);
        }
        catch (Exception exception)
        {
            return HalfWay(step, Threw(step, exception));
        }
    }

    /// <summary>With the state that the step left. It cannot be proved without: where it cannot be read, the step has failed.</summary>
    async Task<(StepOutcome Step, Exception? Failure)> WithAfterAsync(
        (StepOutcome Step, Exception? Failure) outcome, StepDefinition step, Dictionary<string, string> touched,
        CancellationToken limit, CancellationToken cancellation)
    {
        // What was ended is looked at all the same, for as long as its processes had to end.
        using var grace = new CancellationTokenSource(attempt.Options.Grace);
        var failed = outcome.Failure is not null;
        try
        {
            return outcome with { Step = outcome.Step with { After = await ReadAsync(step, touched, failed ? grace.Token : limit) } };
        }
        catch (Exception) when (failed)
        {
            return outcome;
        }
        catch (JobOpsException exception)
        {
            return HalfWay(step, exception.Error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return HalfWay(step, Error.StepTimedOut(_run.RunId, step.Name, step.Timeout!.Value));
        }
        catch (OperationCanceledException exception)
        {
            return (Outcome(step, StepStatus.Interrupted, Error.RunCancelled(_run.RunId)), exception);
        }
    }

    /// <summary>A step that must not run twice and ended half-way: it is not known whether it took effect.</summary>
    static (StepOutcome Step, Exception? Failure) HalfWay(StepDefinition step, JobOpsError error) =>
        (Outcome(step, step.Once ? StepStatus.Interrupted : StepStatus.Failed, error), new JobOpsException(error));

    JobOpsError Threw(StepDefinition step, Exception exception) =>
        Error.StepThrew(_run.RunId, step.Name, attempt.Log.Mask.Apply(exception.Message));

    static StepOutcome Outcome(StepDefinition step, StepStatus status, JobOpsError? error) =>
        new() { StepName = step.Name, Status = status, Error = error };

    Dictionary<string, string> TouchedPaths(StepDefinition step)
    {
        var values = Values;
        return step.Touches.ToDictionary(
            touch => touch.Key, touch => Path.GetFullPath(values.Fill(touch.Value, step.Name), _job.WorkingDirectory));
    }

    Task<IReadOnlyDictionary<string, TouchedPath>> ReadAsync(
        StepDefinition step, Dictionary<string, string> paths, CancellationToken cancellation) =>
        TouchedStates.ReadAsync(paths, _run.RunId, step.Name, sentence => Say(step, sentence), cancellation);

    void Say(StepDefinition step, string? sentence)
    {
        if (sentence is not null)
            attempt.Log.Write(LogStream.JobOps, step.Name, sentence);
    }
}
