namespace JobOps.Jobs;

/// <summary>What is started when a run of a job has ended for good.</summary>
public sealed record Continuations
{
    public IReadOnlyList<Continuation> Succeeded { get; init; } = [];
    /// <summary>It failed, and is not tried again.</summary>
    public IReadOnlyList<Continuation> Failed { get; init; } = [];
    /// <summary>However it ended: stopped, too. Not while nobody knows how.</summary>
    public IReadOnlyList<Continuation> Always { get; init; } = [];

    /// <summary>Each with the word of its list.</summary>
    public IEnumerable<(string Condition, int Index, Continuation Continuation)> All() =>
        Listed("succeeded", Succeeded).Concat(Listed("failed", Failed)).Concat(Listed("always", Always));

    static IEnumerable<(string, int, Continuation)> Listed(string condition, IReadOnlyList<Continuation> list) =>
        list.Select((one, index) => (condition, index, one));
}

/// <summary>A job that is started after another one.</summary>
public sealed record Continuation
{
    public required string JobName { get; init; }
    /// <summary>Its parameters by name; placeholders take their values from the run before it.</summary>
    public IReadOnlyDictionary<string, Template> Parameters { get; init; } = new Dictionary<string, Template>();
    /// <summary>Null for the one of the run before it.</summary>
    public string? Environment { get; init; }
}
