using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Executes the steps of one claimed run, in order, from the first that is not finished.</summary>
sealed class StepsBody(AttemptContext attempt)
{
    readonly JobRun _run = attempt.Run;
    readonly JobDefinition _job = attempt.Job;
    readonly Dictionary<string, JobStep> _steps = new(StringComparer.OrdinalIgnoreCase);

    PlaceholderValues Values => new(_run, _job, attempt.Secrets, _steps);

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

    bool IsFinished(StepDefinition step) => _steps.GetValueOrDefault(step.Name) is { IsFinished: true };

    async Task ExecuteStepAsync(
        StepWork work, StepDefinition step, int number, CancellationToken cancellation)
    {
        if (IsFinished(step))
        {
            attempt.Observer?.StepFinished(_run, step.Name, _steps[step.Name].Status, remembered: true);
            return;
        }
        cancellation.ThrowIfCancellationRequested();
        attempt.Observer?.StepStarting(_run, step.Name, number, _job.Steps.Count);
        var touched = TouchedPaths(step);
        var before = Read(touched);
        var begun = await attempt.Steps.BeginAsync(
            new()
            {
                StepName = step.Name,
                InputHash = work.InputHash(step.Name, step.Action, before),
                ReadOnly = step.ReadOnly || StepKind.Of(step.Action).IsReadOnly,
                Once = step.Once,
                Undo = step.Undo is null ? null : LedgerJson.Write(step.Undo),
                Before = before,
            },
            cancellation);
        _steps[step.Name] = begun;
        if (begun.IsFinished)
            return;
        var outcome = await TryAsync(work, step, begun, touched, cancellation);
        await attempt.Steps.FinishAsync(outcome.Step);
        attempt.Observer?.StepFinished(_run, step.Name, outcome.Step.Status, remembered: false);
        _steps[step.Name] = begun with
        {
            Status = outcome.Step.Status, Result = outcome.Step.Result, After = outcome.Step.After, Error = outcome.Step.Error,
        };
        if (outcome.Failure is { } failure)
            throw failure;
    }

    async Task<(StepOutcome Step, Exception? Failure)> TryAsync(
        StepWork work, StepDefinition step, JobStep begun, Dictionary<string, string> touched,
        CancellationToken cancellation)
    {
        StepOutcome Outcome(StepStatus status, string? result, JobOpsError? error) =>
            new() { StepName = step.Name, Status = status, Result = result, Error = error, After = Read(touched) };

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (step.Timeout is { } timeout)
            limit.CancelAfter(timeout);
        try
        {
            var result = await work.ExecuteAsync(step.Name, step.Action, begun.Before, limit.Token);
            return (Outcome(StepStatus.Succeeded, result, null), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A step that must not run twice and was ended half-way: it is not known whether it took effect.
            var error = Error.StepTimedOut(_run.RunId, step.Name, step.Timeout!.Value);
            return (Outcome(step.Once ? StepStatus.Interrupted : StepStatus.Failed, null, error), new JobOpsException(error));
        }
        catch (OperationCanceledException exception)
        {
            return (Outcome(StepStatus.Interrupted, null, Error.RunCancelled(_run.RunId)), exception);
        }
        catch (JobOpsException exception)
        {
            return (Outcome(StepStatus.Failed, null, exception.Error), exception);
        }
    }

    Dictionary<string, string> TouchedPaths(StepDefinition step)
    {
        var values = Values;
        return step.Touches.ToDictionary(
            touch => touch.Key, touch => Path.GetFullPath(values.Fill(touch.Value, step.Name), _job.WorkingDirectory));
    }

    static Dictionary<string, TouchedPath> Read(Dictionary<string, string> paths) =>
        paths.ToDictionary(path => path.Key, path => TouchedPath.Read(path.Value));
}
