using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Agent.Exec;

/// <summary>Makes a job of one command out of a command line of <c>jobops exec</c>, and of the texts beside its script.</summary>
sealed class ExecDefinition
{
    /// <summary>As of a job file with one command.</summary>
    const string StepName = "run";

    const string This = "jobops exec";

    readonly Option<string?> _job = new("--job") { Description = "The job's name.", HelpName = "name" };
    readonly Option<string?> _owner = new("--owner") { Description = "Who answers for it.", HelpName = "words" };
    readonly Option<string?> _expectedResult = new("--expected-result")
    {
        Description = "What is true when it has succeeded.",
        HelpName = "words",
    };
    readonly Option<string?> _rollbackNote = new("--rollback-note")
    {
        Description = "How a person undoes it. These four may stand in a file beside the script instead: "
                      + "backup.sh.jobops.json, with name, owner, expectedResult and rollbackNote.",
        HelpName = "words",
    };
    readonly Option<string?> _queue = new("--queue") { Description = "The queue of its runs; default if left out." };
    readonly Option<TimeSpan?> _timeout = SharedArguments.Length(
        "--timeout", "Time limit of one attempt; its whole process tree is ended after it: 90s, 30m.");
    readonly Option<int?> _retry = new("--retry")
    {
        Description = $"Attempts in all where it fails: 2 to {RetryPolicy.MostAttempts}.",
        HelpName = "attempts",
    };
    readonly Option<TimeSpan?> _retryDelay = SharedArguments.Length(
        "--retry-delay", "Pause before the second attempt, which doubles before each further one; 10s if left out.");
    readonly Option<Overlap?> _overlap = SharedArguments.OneOf<Overlap>(
        "--overlap", "While another run of the job has not ended: both run (the default), wait, skip this one, or stop that one.");
    readonly Option<string?> _undo = new("--undo")
    {
        Description = "What a rollback executes: a program and its arguments in one word, as 'rm -f \"/srv/a b\"'. No shell reads it, "
                      + "unless it is named: 'sh -c \"…\"'.",
        HelpName = "command",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> Options =>
        [_job, _owner, _expectedResult, _rollbackNote, _queue, _timeout, _retry, _retryDelay, _overlap, _undo];

    /// <param name="call">What was typed.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="secrets">The names of the variables that hold secrets.</param>
    /// <exception cref="JobOpsException">CommandLineInvalid, JobFileNotFound, JobTextsInvalid, JobInvalid</exception>
    public JobDefinition Read(Invocation call, IReadOnlyList<string> command, IEnumerable<string> secrets)
    {
        var folder = Environment.CurrentDirectory;
        var file = JobTexts.FindFile(command, folder);
        var texts = file is null ? new() : JobTexts.Read(file);
        var names = secrets.ToList();
        var missing = new List<string>();
        var definition = new JobDefinition
        {
            Name = Given(_job, texts.Name),
            Owner = Given(_owner, texts.Owner),
            ExpectedResult = Given(_expectedResult, texts.ExpectedResult),
            RollbackNote = Given(_rollbackNote, texts.RollbackNote),
            Parameters = [.. names.Select(name => new ParameterDefinition { Name = name, Required = true, Secret = true })],
            Timeout = call.Value(_timeout),
            Queue = call.Value(_queue),
            Overlap = call.Value(_overlap) ?? Overlap.Allow,
            Retry = Retry(call),
            WorkingDirectory = folder,
            Probes = texts.Probes,
            RequireRehearsal = texts.RequireRehearsal,
            Approval = texts.Approval,
            Then = texts.Then,
            After = texts.After,
            Keep = texts.Keep,
            Steps = [new()
            {
                Name = StepName,
                Action = new CommandAction
                {
                    Command = [.. command.Select(Template.Literal)],
                    Environment = names.ToDictionary(name => name, name => Template.Parse($"${{parameters.{name}}}")),
                },
                Undo = Undo(call),
            }],
        };
        if (missing.Count > 0)
            throw new JobOpsException(Error.CommandLineInvalid(This, $"without {string.Join(", ", missing)}, "
                + (file is null ? $"and no file <script>{JobTexts.Suffix} beside a script that it names" : $"and {file} does not say it")));
        JobDefinitionRules.Require(definition);
        return definition;

        string Given(Option<string?> option, string? otherwise)
        {
            if ((call.Value(option) ?? otherwise) is { } text)
                return text;
            missing.Add(option.Name);
            return "";
        }
    }

    RetryPolicy? Retry(Invocation call)
    {
        if (call.Value(_retry) is { } attempts)
            return RetryPolicy.Of(attempts, call.Value(_retryDelay));
        return call.Value(_retryDelay) is null
            ? null
            : throw new JobOpsException(Error.CommandLineInvalid(This, "--retry-delay goes with --retry only"));
    }

    CommandAction? Undo(Invocation call)
    {
        if (call.Value(_undo) is not { } line)
            return null;
        try
        {
            return new() { Command = [.. UndoWords.Split(line).Select(Template.Parse)] };
        }
        catch (FormatException problem)
        {
            throw new JobOpsException(Error.CommandLineInvalid(This, $"--undo: {problem.Message}"), problem);
        }
    }
}
