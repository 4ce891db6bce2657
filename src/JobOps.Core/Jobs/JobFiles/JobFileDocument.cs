namespace JobOps.Jobs.JobFiles;

/// <summary>A command, a script or a probe as the file has it.</summary>
abstract class ActionDocument
{
    public IReadOnlyList<Template>? Command { get; set; }
    public ScriptDocument? Script { get; set; }
    public HttpDocument? Http { get; set; }
    public IReadOnlyList<KeyValuePair<string, Template>> Environment { get; set; } = [];
    public Template? WorkingDirectory { get; set; }
    public bool JsonOutput { get; set; }
}

/// <summary>What a step consists of, and a job that has no <c>steps</c>.</summary>
abstract class WorkDocument : ActionDocument
{
    public IReadOnlyList<KeyValuePair<string, Template>> Touches { get; set; } = [];
    public UndoDocument? Undo { get; set; }
    public bool ReadOnly { get; set; }
    public bool Once { get; set; }
}

sealed class JobDocument : WorkDocument
{
    public string Name { get; set; } = "";
    public string Owner { get; set; } = "";
    public string ExpectedResult { get; set; } = "";
    public string RollbackNote { get; set; } = "";
    public string? Description { get; set; }
    public IReadOnlyList<KeyValuePair<string, ParameterDocument>> Parameters { get; set; } = [];
    public TimeSpan? Timeout { get; set; }
    public string? Queue { get; set; }
    public int Priority { get; set; }
    public TimeSpan? StartWithin { get; set; }
    /// <summary>Null where the file names something that is no policy.</summary>
    public Overlap? Overlap { get; set; } = Jobs.Overlap.Allow;
    public int? Concurrency { get; set; }
    public RetryDocument? Retry { get; set; }
    /// <summary>The job's working directory, as it is written.</summary>
    public string Folder { get; set; } = "";
    public IReadOnlyList<StepDocument>? Steps { get; set; }
}

sealed class StepDocument : WorkDocument
{
    public string Name { get; set; } = "";
    public TimeSpan? Timeout { get; set; }
}

sealed class RetryDocument
{
    public int Attempts { get; set; }
    public TimeSpan? Delay { get; set; }
    public TimeSpan? MaxDelay { get; set; }
    public IReadOnlyList<string> Except { get; set; } = [];
}

sealed class UndoDocument : ActionDocument;

sealed class ScriptDocument
{
    public Template Path { get; set; } = Template.Parse("");
    public IReadOnlyList<KeyValuePair<string, Template>> Parameters { get; set; } = [];
}

sealed class HttpDocument
{
    public Template Url { get; set; } = Template.Parse("");
    public int Requests { get; set; } = 1;
    public ExpectDocument? Expect { get; set; }
}

sealed class ExpectDocument
{
    public int Status { get; set; } = 200;
    public Template? Body { get; set; }
    public TimeSpan? Within { get; set; }
}

sealed class ParameterDocument
{
    /// <summary>Null where the file names something that is no type.</summary>
    public ParameterType? Type { get; set; } = ParameterType.String;
    public bool Required { get; set; }
    public object? Default { get; set; }
    public string? Pattern { get; set; }
    public IReadOnlyList<object?>? Allowed { get; set; }
    public double? Minimum { get; set; }
    public double? Maximum { get; set; }
    public bool Secret { get; set; }
    public string? Description { get; set; }
}

/// <summary>How a command's standard output is read.</summary>
enum OutputFormat { Text, Json }
