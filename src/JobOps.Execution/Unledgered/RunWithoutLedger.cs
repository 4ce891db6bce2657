using System.ComponentModel;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Executes the one command of a job while its ledger does not answer, with the time limit and the further attempts of the job,
/// and keeps what a run would have written. What only a ledger can know, it cannot: keys that are taken, other runs.
/// </summary>
/// <param name="job">A job of one step, which is a command.</param>
/// <param name="secrets">Secret parameters by name.</param>
/// <param name="observer">Is passed the output.</param>
public sealed class RunWithoutLedger(JobDefinition job, IReadOnlyDictionary<string, string> secrets, IRunObserver observer)
{
    const string ParameterPrefix = "parameters.";

    readonly WorkerOptions _options = new();
    readonly StepDefinition _step = job.Steps[0];

    /// <param name="key">What the caller gave.</param>
    /// <param name="reason">Why the ledger does not have it.</param>
    /// <param name="cancellation">Stops it, with its process tree.</param>
    public async Task<RecordedRun> ExecuteAsync(string? key, string reason, CancellationToken cancellation)
    {
        ChildProcesses.Inherit();
        var startedAt = DateTimeOffset.UtcNow;
        for (var attempt = 1; ; attempt++)
        {
            var memory = new LogInMemory();
            var (end, result) = await AttemptAsync(memory, cancellation);
            if (end.ErrorOf(0, _step.Name) is { } error
                && job.Retry?.Next(error, attempt - 1, Random.Shared.NextDouble()) is { } pause
                && await PauseAsync(pause, cancellation))
                continue;
            return new()
            {
                JobName = job.Name, JobVersion = 0, StepName = _step.Name, Worker = _options.Worker, IdempotencyKey = key,
                StartedAt = startedAt, EndedAt = DateTimeOffset.UtcNow, Attempts = attempt, End = end,
                Action = LedgerJson.Write(_step.Action), Undo = _step.Undo is null ? null : LedgerJson.Write(_step.Undo),
                Result = result, Log = memory.Lines, Reason = reason,
            };
        }
    }

    async Task<(RecordedEnd End, string? Result)> AttemptAsync(LogInMemory memory, CancellationToken cancellation)
    {
        var lease = new Lease(0, 0, _options.Worker, _options.Lease);
        await using var log = new RunLog(memory, lease, new SecretMask(secrets.Values), observer);
        var output = new OutputCapture(log, _step.Name, _options.OutputCap);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (job.Timeout is { } timeout)
            limit.CancelAfter(timeout);
        var end = await EndOfAsync(output, limit.Token, cancellation);
        var isWhole = end.Succeeded && !output.Truncated && log.Mask.Apply(output.StandardOutput) == output.StandardOutput;
        return (end, isWhole ? LedgerJson.Write(output.StandardOutput.TrimEnd()) : null);
    }

    async Task<RecordedEnd> EndOfAsync(OutputCapture output, CancellationToken limit, CancellationToken cancellation)
    {
        var action = (CommandAction)_step.Action;
        var words = action.Command.Select(word => word.Expand(ValueOf)).ToList();
        if (!Directory.Exists(job.WorkingDirectory))
            return new(RecordedEndKind.NotStarted, Detail: $"there is no folder {job.WorkingDirectory}");
        if (ExecutableFinder.Find(words[0], job.WorkingDirectory) is not { } program)
            return new(RecordedEndKind.NotFound, Detail: words[0]);
        var variables = action.Environment.ToDictionary(pair => pair.Key, pair => pair.Value.Expand(ValueOf));
        var command = new CommandLine(
            program, [.. words.Skip(1)], job.WorkingDirectory, variables, StepCookie.New(Guid.Empty, 0, _step.Name));
        try
        {
            var exitCode = await CommandRunner.RunAsync(command, output, _options.Grace, limit);
            return new(RecordedEndKind.Exited, exitCode, output.LastLine);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new(RecordedEndKind.Stopped);
        }
        catch (OperationCanceledException)
        {
            return new(RecordedEndKind.TimedOut, Limit: job.Timeout);
        }
        catch (Win32Exception exception)
        {
            return new(RecordedEndKind.NotStarted, Detail: exception.Message);
        }
    }

    // A job of exec has no other placeholders than its secrets.
    string ValueOf(string placeholder) => secrets[placeholder[ParameterPrefix.Length..]];

    static async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellation.IsCancellationRequested;
    }

    sealed class LogInMemory : IRunLog
    {
        public List<LogLine> Lines { get; } = [];

        public Task AppendAsync(Lease lease, IReadOnlyList<LogLine> lines, CancellationToken cancellation = default)
        {
            Lines.AddRange(lines);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<LogLine>> GetAsync(
            long runId, long afterLogId = 0, int limit = 10_000, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<LogLine>>(Lines);
    }
}
