namespace JobOps.Jobs.JobFiles;

/// <summary>Makes a definition out of what a file says.</summary>
static class JobFileDefinition
{
    /// <summary>The step of a job that has no <c>steps</c>.</summary>
    public const string OnlyStep = "run";

    /// <summary>Stands in for an action that the file does not have, so that the rest can be looked at.</summary>
    static readonly StepAction s_noAction = new CommandAction { Command = [Template.Parse("-")] };

    /// <param name="document">What the file says, mistakes and all.</param>
    /// <param name="folder">Absolute folder of the file.</param>
    public static JobDefinition From(JobDocument document, string folder) => new()
    {
        Name = document.Name,
        Owner = document.Owner,
        ExpectedResult = document.ExpectedResult,
        RollbackNote = document.RollbackNote,
        Description = document.Description,
        Parameters = [.. document.Parameters.Select(parameter => Parameter(parameter.Key, parameter.Value))],
        Timeout = document.Timeout,
        Queue = document.Queue,
        Priority = document.Priority,
        StartWithin = document.StartWithin,
        Overlap = document.Overlap ?? Overlap.Allow,
        Isolation = document.Isolation ?? Isolation.Process,
        Concurrency = document.Concurrency,
        Retry = document.Retry is { } retry ? Retry(retry) : null,
        Environments = document.Environments,
        Probes = document.Probes is { } probes ? [.. probes.Select(probe => ProbeShape.ToProbe(probe.Key, probe.Value))] : null,
        RequireRehearsal = document.RequireRehearsal is { } required ? new(required.Environment, required.MaxAge) : null,
        Approval = FollowShapes.ToRule(document.Approval),
        Then = FollowShapes.ToContinuations(document.Then),
        After = document.After,
        Keep = FollowShapes.ToRule(document.Keep),
        Schedules = [.. document.Schedules.Select(schedule => ScheduleShape.Schedule(schedule.Key, document.Name, schedule.Value))],
        WorkingDirectory = Absolute(document.Folder, folder),
        Steps = document.Steps is { } steps
            ? [.. steps.Select(step => Step(step, step.Name, step.Timeout))]
            : [Step(document, OnlyStep, timeout: null)],
    };

    static RetryPolicy Retry(RetryDocument document) =>
        RetryPolicy.Of(document.Attempts, document.Delay, document.MaxDelay) with { Except = document.Except };

    // What no path can hold is left as it is, for the rules to find.
    static string Absolute(string path, string folder) =>
        path.Contains('\0') ? path : Path.GetFullPath(Path.Combine(folder, path));

    static ParameterDefinition Parameter(string name, ParameterDocument document)
    {
        var parameter = new ParameterDefinition
        {
            Name = name,
            Required = document.Required,
            Pattern = document.Pattern,
            Secret = document.Secret,
            Description = document.Description,
        };
        // Without a type nothing can be said about the values.
        return document.Type is not { } type ? parameter : parameter with
        {
            Type = type,
            Default = document.Default,
            Allowed = Allowed(document),
            Minimum = document.Minimum,
            Maximum = document.Maximum,
        };
    }

    // Null, too, where the file's list cannot be used: then it must not speak against a default.
    static object[]? Allowed(ParameterDocument document)
    {
        var values = document.Allowed?.OfType<object>().ToArray();
        return values?.Length > 0 && values.Length == document.Allowed?.Count ? values : null;
    }

    static StepDefinition Step(WorkDocument document, string name, TimeSpan? timeout)
    {
        var action = Action(document);
        return new()
        {
            Name = name,
            Action = action,
            Undo = document.Undo is { } undo ? Action(undo) : StepKind.Of(action).UndoOf(action),
            ReadOnly = document.ReadOnly,
            Once = document.Once,
            Touches = ToDictionary(document.Touches),
            Timeout = timeout,
        };
    }

    static StepAction Action(ActionDocument document) =>
        StepKind.All.FirstOrDefault(document.Work.ContainsKey) is { } kind ? kind.Read(document.Work[kind], document) : s_noAction;

    static Dictionary<string, Template> ToDictionary(
        IEnumerable<KeyValuePair<string, Template>> pairs) => new(pairs, StringComparer.Ordinal);
}
