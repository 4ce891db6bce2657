using System.CommandLine;
using System.CommandLine.Parsing;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Agent.Exec;

/// <summary>
/// <c>jobops exec … -- COMMAND</c>: executes a command as a run of a job, which it registers where it is new or has changed. For
/// lines of a crontab: what the command prints is passed on, and its exit code is ours.
/// </summary>
sealed class ExecCommand : AgentCommand
{
    readonly ExecDefinition _definition = new();
    readonly Argument<string[]> _command = new("command")
    {
        Description = "After --: the program and its arguments, as they are; no shell reads them unless it is named.",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly SecretOption _secret = new();
    readonly Option<string?> _key = new("--key") { Description = "Idempotency key: the same key never runs the job twice." };
    readonly Option<bool> _quiet = new("--quiet-on-success")
    {
        Description = "Print nothing, not even what the command prints, unless it fails: for the mails of cron.",
    };
    readonly Option<IfLedgerFails?> _ifLedgerFails = SharedArguments.OneOf<IfLedgerFails>(
        "--if-ledger-fails", "Where the ledger does not answer: end with 69 (refuse, the default), "
            + "or execute the command, and write it down when the ledger is back (run).");

    public ExecCommand() : base("exec", "Execute a command as a run of a job, as from a crontab")
    {
        Add(_command);
        foreach (var option in (Option[])[.. _definition.Options, _key, _secret, _quiet, _ifLedgerFails])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        // Without it, --json of the command would be ours.
        if (!call.Parse.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            throw new JobOpsException(Error.CommandLineInvalid("jobops exec", "the command has to stand behind --"));
        var secrets = _secret.Read(call);
        var job = _definition.Read(call, call.Value(_command)!, call.Value(_secret) ?? []);
        var request = new StartRequest
        {
            JobName = job.Name,
            IdempotencyKey = call.Value(_key),
            Parameters = secrets.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        };
        // What no ledger would take is refused before anything is executed without one.
        new RunRequest
        {
            JobName = job.Name, JobVersion = 0, IdempotencyKey = request.IdempotencyKey, Queue = job.Queue ?? JobQueue.Default,
        }.Require();
        using var output = new CommandOutput(call.Screen, call.Value(_quiet));
        var end = new ExecEnd(call.Screen, output, call.Value(_quiet));
        var (ledger, started, failure) = await TryStartAsync(call, job, request, output);
        if (failure is not null)
        {
            var record = await new RunWithoutLedger(job, secrets, output)
                .ExecuteAsync(request.IdempotencyKey, $"{failure.What} {failure.Actual}", call.Cancellation);
            return end.Show(failure, call.Location, job, record);
        }
        await using (ledger)
            return end.Show(started!.Run, await ExecuteAsync(ledger!, started, output, call));
    }

    /// <summary>Registers the job and requests its run.</summary>
    /// <returns>The run, and the ledger, which is open; or why there is none, where the command is to be executed without.</returns>
    async Task<(ILedger? Ledger, StartedRun? Started, JobOpsError? Failure)> TryStartAsync(
        Invocation call, JobDefinition job, StartRequest request, CommandOutput output)
    {
        ILedger? ledger = null;
        try
        {
            ledger = await LedgerFactory.Instance.OpenAsync(call.Location, call.Cancellation);
            await RunSpool.WriteOfUserAsync(ledger, call.Location, output.Tell, call.Cancellation);
            ChildProcesses.Inherit();
            var leftovers = new Leftovers(ledger, (left, stop) => new Worker(ledger).ExecuteAsync(left, stop), output.Tell);
            var starter = new JobStarter(ledger, leftovers);
            await starter.RegisterIfChangedAsync(job, call.Cancellation);
            return (ledger, await starter.StartAsync(request, executedHere: true, call.Cancellation), null);
        }
        catch (Exception exception)
        {
            if (ledger is not null)
                await ledger.DisposeAsync();
            if (exception is JobOpsException { Error: var error }
                && call.Value(_ifLedgerFails) == IfLedgerFails.Run && IsOfLedger(error, isOpen: ledger is not null))
                return (null, null, error);
            output.Release();
            throw;
        }
    }

    /// <summary>
    /// The ledger cannot be opened, read or written. Where it may have taken the request, and only its answer was lost, the command
    /// is not executed without it: a worker, or the next start, would execute it as well.
    /// </summary>
    static bool IsOfLedger(JobOpsError error, bool isOpen) => error.Kind switch
    {
        ErrorKind.LedgerUnavailable => !isOpen || error.RetrySafety is RetrySafety.Safe or RetrySafety.SafeAfter,
        ErrorKind.NotPermitted => !isOpen || error.Id is nameof(Error.LedgerReadOnly) or nameof(Error.LedgerPermission),
        ErrorKind.Configuration => !isOpen && error.Id != nameof(Error.LedgerLocationInvalid),
        _ => false,
    };

    static async Task<JobRun> ExecuteAsync(ILedger ledger, StartedRun started, CommandOutput output, Invocation call)
    {
        output.RunId = started.Run.RunId;
        var options = new WorkerOptions { ContainSteps = true };
        var worker = new Worker(ledger, options, output)
        {
            Leftovers = new(ledger, (left, stop) => new Worker(ledger).ExecuteAsync(left, stop), output.Tell),
        };
        try
        {
            var ended = await worker.ExecuteAsync(started, call.Cancellation);
            // A worker that serves its queue was faster; it takes the run from nobody who has begun it.
            if (!started.Run.IsFinished && ended.Worker != options.Worker)
                output.Pass(await ledger.Log.GetAsync(ended.RunId, cancellation: CancellationToken.None));
            return ended;
        }
        catch (OperationCanceledException)
        {
            output.Release();
            output.Tell($"Run {started.Run.RunId} stays as it is, for a worker. To cancel it: jobops stop {started.Run.RunId}");
            throw;
        }
        catch (JobOpsException)
        {
            output.Release();
            throw;
        }
    }
}
