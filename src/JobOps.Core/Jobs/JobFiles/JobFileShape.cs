using JobOps.Queues;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What a job file looks like: every member with its shape and its meaning.</summary>
static class JobFileShape
{
    const string Steps = "steps";

    const bool Required = true;

    static readonly StepKind[] s_kinds = [.. StepKind.All.Where(kind => kind.IsDeclared)];

    // What undoes a step.
    static readonly StepKind[] s_undoing = [.. s_kinds.Where(kind => !kind.NeedsNoUndo)];

    // What is a job by itself.
    static readonly StepKind[] s_changing = [.. s_kinds.Where(kind => !kind.IsReadOnly)];

    static readonly TextShape s_text = new();
    static readonly WordsShape s_words = new();
    static readonly NameShape s_name = new(NameRule.Job);
    static readonly FlagShape s_flag = new();
    static readonly NumberShape s_number = new();
    static readonly ParameterValueShape s_value = new();
    static readonly ChoiceShape<OutputFormat> s_output = new();

    static readonly WholeNumberShape s_priority = new(-JobQueue.GreatestPriority, JobQueue.GreatestPriority);

    static readonly WholeNumberShape s_concurrency = new(1, JobDefinitionRules.GreatestConcurrency);

    static readonly ChoiceShape<Overlap> s_overlap = new();
    static readonly ChoiceShape<Isolation> s_isolation = new();

    static readonly MapShape<Template> s_environment =
        new(NameRule.Variable, CommonMembers.Template, "an object of environment variables and their values");

    static readonly MapShape<Template> s_touches =
        new(NameRule.Parameter, CommonMembers.Template, "an object of short names and paths");

    static readonly ObjectShape<ParameterDocument> s_parameter = new("parameter", "A parameter with its checks.")
    {
        { "type", new ChoiceShape<ParameterType>(), (it, value) => it.Type = value,
            "What the values are; string if left out. A path becomes absolute: relative to the working directory." },
        { "required", s_flag, (it, value) => it.Required = value,
            "Whether each run has to give a value; false if left out." },
        { "default", s_value, (it, value) => it.Default = value,
            "The value of a run that gives none. Not beside required or secret." },
        { "pattern", new PatternShape(), (it, value) => it.Pattern = value,
            "Regular expression (.NET) that the whole value has to match." },
        { "allowed", new ListShape<object?>(s_value, "a list of values"), (it, value) => it.Allowed = value,
            "The only values that are allowed." },
        { "minimum", s_number, (it, value) => it.Minimum = value,
            "The least value; for integer and number." },
        { "maximum", s_number, (it, value) => it.Maximum = value,
            "The greatest value; for integer and number." },
        { "secret", s_flag, (it, value) => it.Secret = value,
            "Never stored, logged or put on a command line: for values of environment only. False if left out." },
        { "description", s_text, (it, value) => it.Description = value,
            "For people." },
    };

    static readonly MapShape<ParameterDocument> s_parameters =
        new(NameRule.Parameter, s_parameter, "an object of parameters by name");

    static readonly ObjectShape<UndoDocument> s_undo =
        WithAction<UndoDocument>(s_undoing, new("undo", "What undoes a step.")
        {
            { CommonMembers.WorkingDirectory, CommonMembers.Template, (it, value) => it.WorkingDirectory = value,
                "Folder that the command starts in; the job's if left out." },
        })
        .ExactlyOneOf(Names(s_undoing))
        .OnlyWith(CommonMembers.WorkingDirectory, Beside(CommonMembers.WorkingDirectory));

    static readonly ObjectShape<StepDocument> s_step = Step()
        .ExactlyOneOf(Names(s_kinds))
        .OnlyWith(CommonMembers.WorkingDirectory, Beside(CommonMembers.WorkingDirectory))
        .OnlyWith(CommonMembers.Environment, Beside(CommonMembers.Environment))
        .OnlyWith(CommonMembers.Output, Beside(CommonMembers.Output));

    static readonly ObjectShape<RetryDocument> s_retry = new("retry", "How a run that failed is tried again by itself.")
    {
        { "attempts", new WholeNumberShape(2, RetryPolicy.MostAttempts), (it, value) => it.Attempts = value,
            "Attempts in all, the first one included.", Required },
        { "delay", CommonMembers.Duration, (it, value) => it.Delay = value,
            "Pause before the second attempt; it doubles before each further one. 10s if left out." },
        { "maxDelay", CommonMembers.Duration, (it, value) => it.MaxDelay = value,
            "The pause does not grow beyond; 10m if left out." },
        { "except", new ListShape<string>(s_words, "a list of error ids and exit codes"), (it, value) => it.Except = value,
            "Failures that are not tried again: ids of errors such as HttpCheckFailed, and exit codes such as 'exit 3'." },
    };

    /// <summary>The whole file.</summary>
    public static ObjectShape<JobDocument> Job { get; } = WithWork<JobDocument>(s_changing, new("job", "A job of JobOps.")
        {
            { "$schema", s_text, (_, _) => { },
                "Where an editor finds this schema; JobOps does not look at it." },
            { "name", s_name, (it, value) => it.Name = value,
                "Unique in the ledger, without regard to case.", Required },
            { "owner", s_words, (it, value) => it.Owner = value,
                "Who answers for the job: a team or a person that can be reached.", Required },
            { "expectedResult", s_words, (it, value) => it.ExpectedResult = value,
                "What is true when the job has succeeded.", Required },
            { "rollbackNote", s_words, (it, value) => it.RollbackNote = value,
                "How a person undoes the job, in words.", Required },
            { "description", s_text, (it, value) => it.Description = value,
                "For people." },
            { "parameters", s_parameters, (it, value) => it.Parameters = value,
                "The parameters by name." },
            { "timeout", CommonMembers.Duration, (it, value) => it.Timeout = value,
                "Time limit of one attempt of the whole run." },
            { "queue", s_name, (it, value) => it.Queue = value,
                "The queue of runs that name none; default if left out." },
            { "priority", s_priority, (it, value) => it.Priority = value,
                "Within its queue the run with the greater one starts first; 0 if left out." },
            { "startWithin", CommonMembers.Duration, (it, value) => it.StartWithin = value,
                "A run that has not started so long after it was due fails instead." },
            { "overlap", s_overlap, (it, value) => it.Overlap = value,
                "What a start does while a run of the job has not ended: both run (allow), it waits (queue), "
                + "it is refused (skip), or the other is stopped (stopExisting). allow if left out." },
            { "concurrency", s_concurrency, (it, value) => it.Concurrency = value,
                "So many of its runs may run at once, on all workers together; only with overlap allow." },
            { "retry", s_retry, (it, value) => it.Retry = value,
                "How a run that failed is tried again by itself; not at all if left out." },
            { "isolation", s_isolation, (it, value) => it.Isolation = value,
                "What its PowerShell scripts share with those before them: nothing, or a worker's PowerShell process." },
            { "environments", new ListShape<string>(new NameShape(NameRule.Environment), "a list of names of environments"),
                (it, value) => it.Environments = value,
                "The only environments that it may be started for; any, and none, if left out." },
            { "probes", ProbeShape.Probes, (it, value) => it.Probes = value,
                "How a rehearsal tells what the job changes, by a short name." },
            { "requireRehearsal", ProbeShape.Requirement, (it, value) => it.RequireRehearsal = value,
                "Started anywhere but there, it needs a rehearsal that passed and still holds." },
            { "approval", FollowShapes.Approval, (it, value) => it.Approval = value,
                "Who has to agree before a run is executed; nobody if left out." },
            { "then", FollowShapes.Then, (it, value) => it.Then = value,
                "What is started when a run has ended for good." },
            { "after", FollowShapes.After, (it, value) => it.After = value,
                "It is started by itself when all of these jobs have succeeded in one batch." },
            { "keep", FollowShapes.Keep, (it, value) => it.Keep = value,
                "Which of its runs are kept; what the ledger says if left out." },
            { ScheduleShape.Member, ScheduleShape.Schedules, (it, value) => it.Schedules = value,
                "When it is started by itself, by the names of the schedules." },
            { "workingDirectory", s_words, (it, value) => it.Folder = value,
                "Folder that commands start in and relative paths are taken from; the file's own if left out." },
            { Steps, new ListShape<StepDocument>(s_step, "a list of steps"), (it, value) => it.Steps = value,
                "The steps, in order." },
        })
        .ExactlyOneOf([.. Names(s_changing), Steps])
        .OnlyWith(CommonMembers.Environment, Beside(CommonMembers.Environment))
        .OnlyWith(CommonMembers.Output, Beside(CommonMembers.Output))
        .OnlyWith("touches", Names(s_changing))
        .OnlyWith("undo", Names(s_changing))
        .OnlyWith("readOnly", Names(s_changing))
        .OnlyWith("once", Names(s_changing));

    // Errors list the members in the order in which a person thinks of them: what changes something comes last.
    static ObjectShape<StepDocument> Step()
    {
        var shape = new ObjectShape<StepDocument>("step", "A named checkpoint of a run.")
        {
            { "name", s_name, (it, value) => it.Name = value,
                "Unique within the job, without regard to case.", Required },
        };
        WithKinds(s_kinds.Except(s_changing), shape);
        shape.Add("timeout", CommonMembers.Duration, (it, value) => it.Timeout = value,
            "Time limit of the step; its processes are ended after it.");
        shape.Add(CommonMembers.WorkingDirectory, CommonMembers.Template, (it, value) => it.WorkingDirectory = value,
            "Folder that the command starts in; the job's if left out.");
        return WithWork(s_changing, shape);
    }

    static string[] Names(IEnumerable<StepKind> kinds) => [.. kinds.Select(kind => kind.Name)];

    /// <summary>The kinds beside which a member means something.</summary>
    static string[] Beside(string member) => Names(s_kinds.Where(kind => kind.Companions.Contains(member)));

    static ObjectShape<T> WithKinds<T>(IEnumerable<StepKind> kinds, ObjectShape<T> shape) where T : ActionDocument, new()
    {
        foreach (var kind in kinds)
            kind.AddTo(shape);
        return shape;
    }

    static ObjectShape<T> WithAction<T>(IEnumerable<StepKind> kinds, ObjectShape<T> shape) where T : ActionDocument, new()
    {
        WithKinds(kinds, shape).Add(CommonMembers.Environment, s_environment, (it, value) => it.Environment = value,
            "Added to the environment of the process. The only place for secret parameters.");
        return shape;
    }

    static ObjectShape<T> WithWork<T>(IEnumerable<StepKind> kinds, ObjectShape<T> shape) where T : WorkDocument, new()
    {
        WithAction(kinds, shape);
        shape.Add(CommonMembers.Output, s_output, (it, value) => it.JsonOutput = value == OutputFormat.Json,
            "How standard output is read; text if left out. With json, later steps can use its members.");
        shape.Add("touches", s_touches, (it, value) => it.Touches = value,
            "Paths that the step changes, by a short name. Their states before and after are recorded.");
        shape.Add("undo", s_undo, (it, value) => it.Undo = value,
            "What a rollback executes to undo the step.");
        shape.Add("readOnly", s_flag, (it, value) => it.ReadOnly = value,
            "The step changes nothing that a rollback would have to put back. False if left out.");
        shape.Add("once", s_flag, (it, value) => it.Once = value,
            "The step must not run twice: when it was interrupted, an operator decides. False if left out.");
        return shape;
    }
}
