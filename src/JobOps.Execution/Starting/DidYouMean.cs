using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Guesses for a name that the ledger does not know which of those that it knows was meant.</summary>
public static class DidYouMean
{
    // As many runs as are listed unless more are asked for.
    const int LatestRuns = 1000;

    /// <summary>An error about a job, a queue or an environment that is not there, with the nearest name; any other as it is.</summary>
    public static async Task<JobOpsException> AskAsync(
        ILedger ledger, JobOpsException exception, CancellationToken cancellation = default)
    {
        var error = exception.Error;
        if (error.Id is not (nameof(Error.JobNotFound) or nameof(Error.QueueNotFound) or nameof(Error.EnvironmentNotFound)
                or nameof(Error.ScheduleNotFound))
            || error.Target is not { } typed)
            return exception;
        try
        {
            var names = error.Id switch
            {
                nameof(Error.JobNotFound) => (await ledger.Jobs.GetAsync("*", cancellation)).Select(job => job.Name),
                nameof(Error.ScheduleNotFound) =>
                    (await ledger.Schedules.GetAsync("*", job: null, cancellation)).Select(schedule => schedule.Name),
                nameof(Error.QueueNotFound) => (await ledger.Queues.GetAsync("*", cancellation)).Select(queue => queue.Name),
                _ => (await ledger.Environments.GetAsync("*", cancellation)).Select(environment => environment.Name),
            };
            var expected = NearMiss.Ask(error.Expected, typed, names);
            return expected == error.Expected
                ? exception
                : new(error with { Expected = expected }, exception) { Item = exception.Item };
        }
        catch (JobOpsException)
        {
            // The ledger has something else to say, and what it said first is what went wrong.
            return exception;
        }
    }

    /// <summary>Of an environment that no run has had yet, the nearest that some had, as a sentence; null where there is none.</summary>
    public static async Task<string?> AskAboutEnvironmentAsync(ILedger ledger, string? environment, CancellationToken cancellation)
    {
        if (environment is null || await ledger.Environments.FindAsync(environment, version: null, cancellation) is not null
            || (await ledger.Runs.GetAsync(new() { Environment = environment, Limit = 1 }, cancellation)).Count > 0)
            return null;
        var latest = await ledger.Runs.GetAsync(new() { Limit = LatestRuns }, cancellation);
        var set = await ledger.Environments.GetAsync("*", cancellation);
        var known = latest.Select(run => run.Environment).OfType<string>().Concat(set.Select(one => one.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return NearMiss.Find(environment, known) is { } meant
            ? $"No run has had the environment '{environment}' before; did you mean '{meant}'?"
            : null;
    }

    /// <summary>Of the name of a job in a filter that found nothing, the nearest job, as a sentence; null where there is none,
    /// or where the name is one or a pattern.</summary>
    public static async Task<string?> AskAboutJobAsync(ILedger ledger, string? job, CancellationToken cancellation)
    {
        if (job is null || job.AsSpan().ContainsAny('*', '?', '['))
            return null;
        var names = (await ledger.Jobs.GetAsync("*", cancellation)).Select(known => known.Name).ToList();
        return names.Contains(job, StringComparer.OrdinalIgnoreCase) || NearMiss.Find(job, names) is not { } meant
            ? null
            : $"There is no job '{job}'; did you mean '{meant}'?";
    }

    /// <summary>The same of a queue.</summary>
    public static async Task<string?> AskAboutQueueAsync(ILedger ledger, string? queue, CancellationToken cancellation)
    {
        if (queue is null)
            return null;
        var names = (await ledger.Queues.GetAsync("*", cancellation)).Select(known => known.Name).ToList();
        return names.Contains(queue, StringComparer.OrdinalIgnoreCase) || NearMiss.Find(queue, names) is not { } meant
            ? null
            : $"There is no queue '{queue}'; did you mean '{meant}'?";
    }

    /// <summary>The same of all that a filter names, the first that is not known.</summary>
    public static async Task<string?> AskAboutFilterAsync(
        ILedger ledger, string? job, string? queue, string? environment, CancellationToken cancellation) =>
        await AskAboutJobAsync(ledger, job, cancellation)
        ?? await AskAboutQueueAsync(ledger, queue, cancellation)
        ?? await AskAboutEnvironmentAsync(ledger, environment, cancellation);
}
