using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Runs;

/// <summary>
/// <c>jobops start JOB</c>: requests a run and, unless told otherwise, executes it in this process. With <c>--batch</c>
/// it requests many, which are left to workers.
/// </summary>
sealed class StartCommand : OpenLedgerCommand
{
    readonly Argument<string> _job = SharedArguments.Job();
    readonly Option<bool> _force = new("--force")
    {
        Description = "Although no rehearsal holds that the job asks for; needs --reason, which the journal and the note keep.",
    };
    readonly Option<string?> _reason = SharedArguments.Reason("With --force: why.");
    readonly NameValueOption _parameter = new("--parameter", "A parameter of the job (may be repeated).", "-p");
    readonly SecretOption _secret = new();
    readonly Option<string?> _key = new("--key") { Description = "Idempotency key: the same key never runs the job twice." };
    readonly Option<bool> _runAgain = new("--run-again") { Description = "Although the key's run was undone: a new one takes the key." };
    readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Where the key's run has failed, it goes on." };
    readonly Option<bool> _rollbackOnFailure = new("--rollback-on-failure")
    {
        Description = "When the run fails, undo its steps at once; it has failed all the same.",
    };
    readonly Option<bool> _requireApproval = new("--require-approval")
    {
        Description = "Somebody else has to approve the run before it is executed.",
    };
    readonly Option<string?> _batchName = new("--batch-name")
    {
        Description = "The runs that it belongs with, by any name: what comes after several jobs is started when all have succeeded.",
        HelpName = "name",
    };
    readonly Option<ChangeId?> _change = SharedArguments.Change("The change that the run belongs to; its first run applies it.");
    readonly Option<string?> _environment = new("--environment") { Description = "A label such as staging." };
    readonly Option<string?> _queue = new("--queue") { Description = "The queue; the job's if left out." };
    readonly Option<int?> _priority = new("--priority")
    {
        Description = "From -1000 to 1000: in a queue the greater one starts first; the job's if left out.",
        HelpName = "n",
    };
    readonly Option<DateTimeOffset?> _dueAt = SharedArguments.Moment(
        "--due-at", "Not before: a date such as 2026-01-31T18:00Z, or 18:00.");
    readonly Option<TimeSpan?> _delay = SharedArguments.Length("--delay", "The same, counted from now: 30s, 5m, 2h.");
    readonly Option<DateTimeOffset?> _startBy = SharedArguments.Moment(
        "--start-by", "A run that has not started by then fails instead.");
    readonly Option<bool> _noWait = new("--no-wait") { Description = "Leave the run to a worker." };
    readonly Option<string?> _batch = new("--batch")
    {
        Description = "One run for each line of a file, or of standard input (-), all or none; left to workers. " +
                      """A line is {"parameters":{…},"key":"…"}; """ +
                      "batch, environment, queue, priority, dueAt, delay and startBy may stand there, too.",
        HelpName = "file",
    };

    public StartCommand() : base("start", "Start a run of a job and execute it")
    {
        foreach (var option in (Option[])
                 [
                     _parameter, _secret, _key, _runAgain, _retryFailed, _rollbackOnFailure, _change, _environment, _force, _reason,
                     _requireApproval, _batchName,
                     _queue, _priority, _dueAt, _delay, _startBy, _noWait, _batch,
                 ])
            Add(option);
        Add(_job);
        Validators.Add(result =>
        {
            // A batch is never executed here, and a key stands for one run.
            foreach (var single in (Option[])[_key, _secret])
                if (result.GetResult(_batch) is not null && result.GetResult(single) is not null)
                    result.AddError($"{single.Name} does not go with --batch");
            // Whoever does not wait for the run does not see it fail.
            foreach (var left in (Option[])[_noWait, _batch])
                if (result.GetResult(_rollbackOnFailure) is not null && result.GetResult(left) is not null)
                    result.AddError($"{_rollbackOnFailure.Name} does not go with {left.Name}: it is for a start that waits for the run");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var request = Request(call);
        await RunSpool.WriteOfUserAsync(
            ledger, call.Location, sentence => call.Screen.Progress(sentence, Tone.Doubtful), call.Cancellation);
        var execution = new RunExecution(ledger, call);
        var starter = new JobStarter(ledger, execution.Leftovers);
        if (await starter.FindJobAsync(request.JobName, call.Cancellation) is { } job)
            SecretOption.Refuse(job, request.Parameters.Keys);
        if (await DidYouMean.AskAboutEnvironmentAsync(ledger, request.Environment, call.Cancellation) is { } question)
            call.Screen.Progress(question, Tone.Doubtful);
        return call.Value(_batch) is { } file
            ? await StartBatchAsync(starter, call, BatchFile.Read(file, request))
            : await StartOneAsync(execution, starter, call, request);
    }

    StartRequest Request(Invocation call) => new()
    {
        JobName = call.Value(_job)!,
        Force = call.Value(_force),
        ForceReason = call.Value(_reason),
        Parameters = _parameter.Read(call).ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        RequireApproval = call.Value(_requireApproval),
        Batch = call.Value(_batchName),
        ChangeId = call.Value(_change),
        Environment = call.Value(_environment),
        IdempotencyKey = call.Value(_key),
        RunAgain = call.Value(_runAgain),
        RetryFailed = call.Value(_retryFailed),
        Queue = call.Value(_queue),
        Priority = call.Value(_priority),
        DueAt = call.Value(_dueAt),
        Delay = call.Value(_delay),
        StartBy = call.Value(_startBy),
    };

    async Task<int> StartOneAsync(RunExecution execution, JobStarter starter, Invocation call, StartRequest request)
    {
        var given = new Dictionary<string, object?>(request.Parameters, StringComparer.OrdinalIgnoreCase);
        foreach (var (secret, value) in _secret.Read(call))
            given[secret] = value;
        var executedHere = !call.Value(_noWait);
        var started = await starter.StartAsync(request with { Parameters = given }, executedHere, call.Cancellation);
        if (executedHere)
            return await execution.ExecuteAsync(started.Run, started.Secrets, call.Value(_rollbackOnFailure));
        call.Screen.Show(started.Run, run => $"Run {run.RunId} is {RunViews.State(run)}.");
        return ExitCodes.Ok;
    }

    static async Task<int> StartBatchAsync(JobStarter starter, Invocation call, IReadOnlyList<StartRequest> requests)
    {
        var runs = await starter.StartAllAsync(requests, call.Cancellation);
        call.Screen.Show(runs, answer => RunViews.Batch(answer));
        return ExitCodes.Ok;
    }
}
