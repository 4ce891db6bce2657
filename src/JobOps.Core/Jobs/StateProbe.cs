namespace JobOps.Jobs;

/// <summary>A declared look at what a job changes: a path, an answer or the output of a command. Exactly one of them.</summary>
public sealed record StateProbe
{
    /// <summary>Unique within the job.</summary>
    public required string Name { get; init; }

    /// <summary>A file or a folder, by the hashes, modes and owners of all that is in it.</summary>
    public Template? Path { get; init; }

    /// <summary>Regular expressions (.NET) of paths below <see cref="Path"/> that are not looked at.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>An address that is asked: its status, its body, and the chosen headers.</summary>
    public Template? Http { get; init; }

    /// <summary>Names of the headers that count.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>A program and its arguments, without a shell: its exit code and what it prints.</summary>
    public IReadOnlyList<Template> Command { get; init; } = [];

    /// <summary>Added to the environment of the command.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Regular expressions (.NET) of what differs whenever somebody looks, such as a time.</summary>
    public IReadOnlyList<string> Mask { get; init; } = [];
}

/// <summary>A job asks for a rehearsal before it is started elsewhere.</summary>
/// <param name="Environment">Where it is rehearsed. There it is started without one.</param>
/// <param name="MaxAge">So long a rehearsal that passed is valid.</param>
public sealed record RehearsalRequirement(string Environment, TimeSpan MaxAge);
