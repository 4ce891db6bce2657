using JobOps.Queues;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What a job file looks like: every member with its shape and its meaning.</summary>
static class JobFileShape
{
    const string Command = "command";
    const string Script = "script";
    const string Http = "http";
    const string Steps = "steps";

    const bool Required = true;

    static readonly TextShape s_text = new();
    static readonly WordsShape s_words = new();
    static readonly NameShape s_name = new(NameRule.Job);
    static readonly TemplateShape s_template = new();
    static readonly DurationShape s_duration = new();
    static readonly FlagShape s_flag = new();
    static readonly NumberShape s_number = new();
    static readonly ParameterValueShape s_value = new();
    static readonly ChoiceShape<OutputFormat> s_output = new();

    static readonly WholeNumberShape s_requests = new(1, JobDefinitionRules.MostRequests);

    static readonly WholeNumberShape s_status =
        new(JobDefinitionRules.LeastStatus, JobDefinitionRules.GreatestStatus);

    static readonly WholeNumberShape s_priority = new(-JobQueue.GreatestPriority, JobQueue.GreatestPriority);

    static readonly WholeNumberShape s_concurrency = new(1, JobDefinitionRules.GreatestConcurrency);

    static readonly ChoiceShape<Overlap> s_overlap = new();

    static readonly ListShape<Template> s_command =
        new(s_template, "a list of texts: a program, and its arguments if it takes any");

    static readonly MapShape<Template> s_environment =
        new(NameRule.Variable, s_template, "an object of environment variables and their values");

    static readonly MapShape<Template> s_touches =
        new(NameRule.Parameter, s_template, "an object of short names and paths");

    static readonly MapShape<Template> s_arguments =
        new(NameRule.Variable, s_template, "an object of the script's parameters and their values");

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

    static readonly BriefOrFullShape<Template, ScriptDocument> s_script = new(
        s_template,
        path => new ScriptDocument { Path = path },
        new("script", "A PowerShell script and its parameters.")
        {
            { "path", s_template, (it, value) => it.Path = value,
                "Path of the script.", Required },
            { "parameters", s_arguments, (it, value) => it.Parameters = value,
                "Parameters of the script by name." },
        });

    static readonly ObjectShape<ExpectDocument> s_expect = new("expect", "What each answer must be.")
    {
        { "status", s_status, (it, value) => it.Status = value,
            "HTTP status; 200 if left out." },
        { "body", s_template, (it, value) => it.Body = value,
            "Text that the body contains." },
        { "within", s_duration, (it, value) => it.Within = value,
            "Longest time from the request to the end of the body." },
    };

    static readonly ObjectShape<HttpDocument> s_http = new("http", "GET requests that measure, and check.")
    {
        { "url", s_template, (it, value) => it.Url = value,
            "Absolute http or https URL.", Required },
        { "requests", s_requests, (it, value) => it.Requests = value,
            "How many, one after the other; 1 if left out." },
        { "expect", s_expect, (it, value) => it.Expect = value,
            "What each answer must be. Without it the requests only measure." },
    };

    static readonly ObjectShape<UndoDocument> s_undo =
        WithCommandOrScript<UndoDocument>(new("undo", "What undoes a step.")
        {
            { "workingDirectory", s_template, (it, value) => it.WorkingDirectory = value,
                "Folder that the command starts in; the job's if left out." },
        })
        .ExactlyOneOf(Command, Script)
        .OnlyWith("workingDirectory", Command);

    static readonly ObjectShape<StepDocument> s_step =
        WithWork<StepDocument>(new("step", "A named checkpoint of a run.")
        {
            { "name", s_name, (it, value) => it.Name = value,
                "Unique within the job, without regard to case.", Required },
            { Http, s_http, (it, value) => it.Http = value,
                "Requests that measure and check a URL." },
            { "timeout", s_duration, (it, value) => it.Timeout = value,
                "Time limit of the step; its processes are ended after it." },
            { "workingDirectory", s_template, (it, value) => it.WorkingDirectory = value,
                "Folder that the command starts in; the job's if left out." },
        })
        .ExactlyOneOf(Command, Script, Http)
        .OnlyWith("workingDirectory", Command)
        .OnlyWith("environment", Command, Script)
        .OnlyWith("output", Command);

    static readonly ObjectShape<RetryDocument> s_retry = new("retry", "How a run that failed is tried again by itself.")
    {
        { "attempts", new WholeNumberShape(2, RetryPolicy.MostAttempts), (it, value) => it.Attempts = value,
            "Attempts in all, the first one included.", Required },
        { "delay", s_duration, (it, value) => it.Delay = value,
            "Pause before the second attempt; it doubles before each further one. 10s if left out." },
        { "maxDelay", s_duration, (it, value) => it.MaxDelay = value,
            "The pause does not grow beyond; 10m if left out." },
        { "except", new ListShape<string>(s_words, "a list of error ids and exit codes"), (it, value) => it.Except = value,
            "Failures that are not tried again: ids of errors such as HttpCheckFailed, and exit codes such as 'exit 3'." },
    };

    /// <summary>The whole file.</summary>
    public static ObjectShape<JobDocument> Job { get; } = WithWork<JobDocument>(new("job", "A job of JobOps.")
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
            { "timeout", s_duration, (it, value) => it.Timeout = value,
                "Time limit of one attempt of the whole run." },
            { "queue", s_name, (it, value) => it.Queue = value,
                "The queue of runs that name none; default if left out." },
            { "priority", s_priority, (it, value) => it.Priority = value,
                "Within its queue the run with the greater one starts first; 0 if left out." },
            { "startWithin", s_duration, (it, value) => it.StartWithin = value,
                "A run that has not started so long after it was due fails instead." },
            { "overlap", s_overlap, (it, value) => it.Overlap = value,
                "What a start does while a run of the job has not ended: both run (allow), it waits (queue), it is refused (skip), or the other is stopped (stopExisting). allow if left out." },
            { "concurrency", s_concurrency, (it, value) => it.Concurrency = value,
                "So many of its runs may run at once, on all workers together; only with overlap allow." },
            { "retry", s_retry, (it, value) => it.Retry = value,
                "How a run that failed is tried again by itself; not at all if left out." },
            { "workingDirectory", s_words, (it, value) => it.Folder = value,
                "Folder that commands start in and relative paths are taken from; the file's own if left out." },
            { Steps, new ListShape<StepDocument>(s_step, "a list of steps"), (it, value) => it.Steps = value,
                "The steps, in order." },
        })
        .ExactlyOneOf(Command, Script, Steps)
        .OnlyWith("environment", Command, Script)
        .OnlyWith("output", Command)
        .OnlyWith("touches", Command, Script)
        .OnlyWith("undo", Command, Script)
        .OnlyWith("readOnly", Command, Script)
        .OnlyWith("once", Command, Script);

    static ObjectShape<T> WithCommandOrScript<T>(ObjectShape<T> shape) where T : ActionDocument, new()
    {
        shape.Add(Command, s_command, (it, value) => it.Command = value,
            "A program and its arguments; never through a shell.");
        shape.Add(Script, s_script, (it, value) => it.Script = value,
            "A PowerShell script: its path, or its path and parameters.");
        shape.Add("environment", s_environment, (it, value) => it.Environment = value,
            "Added to the environment of the process. The only place for secret parameters.");
        return shape;
    }

    static ObjectShape<T> WithWork<T>(ObjectShape<T> shape) where T : WorkDocument, new()
    {
        WithCommandOrScript(shape);
        shape.Add("output", s_output, (it, value) => it.JsonOutput = value == OutputFormat.Json,
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
