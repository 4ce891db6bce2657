using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What stands behind <c>probes</c> and <c>requireRehearsal</c> in a job file.</summary>
static class ProbeShape
{
    const bool Required = true;

    static readonly ListShape<string> s_patterns = new(new PatternShape(), "a list of regular expressions");

    /// <summary>One of them; its name stands in front of it.</summary>
    public static ObjectShape<ProbeDocument> Probe { get; } =
        new ObjectShape<ProbeDocument>("probe", "A look at what the job changes, before and after it.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value,
                "A file or a folder: the hashes, modes and owners of all that is in it." },
            { "ignore", s_patterns, (it, value) => it.Ignore = value,
                "Regular expressions (.NET) of paths below it that are not looked at." },
            { "http", CommonMembers.Template, (it, value) => it.Http = value,
                "An address: the status and the body of its answer." },
            { "headers", new ListShape<string>(new WordsShape(), "a list of names of headers"), (it, value) => it.Headers = value,
                "Headers of the answer that count, too." },
            { "command", new ListShape<Template>(CommonMembers.Template, "a list of texts: a program, and its arguments if it takes any"),
                (it, value) => it.Command = value, "A program: its exit code and what it prints; never through a shell." },
            { CommonMembers.Environment,
                new MapShape<Template>(NameRule.Variable, CommonMembers.Template, "an object of environment variables and their values"),
                (it, value) => it.Environment = value, "Added to the environment of the program." },
            { "mask", s_patterns, (it, value) => it.Mask = value,
                "Regular expressions (.NET) of what differs whenever somebody looks." },
        }
        .ExactlyOneOf("path", "http", "command")
        .OnlyWith("ignore", "path")
        .OnlyWith("headers", "http")
        .OnlyWith(CommonMembers.Environment, "command");

    public static MapShape<ProbeDocument> Probes { get; } =
        new(NameRule.Parameter, Probe, "an object of probes by name");

    public static ObjectShape<RequirementDocument> Requirement { get; } =
        new("requireRehearsal", "The rehearsal that a start elsewhere asks for.")
        {
            { "environment", new NameShape(NameRule.Environment), (it, value) => it.Environment = value,
                "Where the job is rehearsed.", Required },
            { "maxAge", new AgeShape(),
                // Where it is no age, the mistake is noted already.
                (it, value) => it.MaxAge = value ?? TimeSpan.FromDays(1),
                "So long a rehearsal that passed is valid, such as 7d.", Required },
        };

    public static StateProbe ToProbe(string name, ProbeDocument document) => new()
    {
        Name = name,
        Path = document.Path,
        Ignore = document.Ignore,
        Http = document.Http,
        Headers = document.Headers,
        Command = document.Command,
        Environment = new Dictionary<string, Template>(document.Environment, StringComparer.Ordinal),
        Mask = document.Mask,
    };
}

sealed class ProbeDocument
{
    public Template? Path { get; set; }
    public IReadOnlyList<string> Ignore { get; set; } = [];
    public Template? Http { get; set; }
    public IReadOnlyList<string> Headers { get; set; } = [];
    public IReadOnlyList<Template> Command { get; set; } = [];
    public IReadOnlyList<KeyValuePair<string, Template>> Environment { get; set; } = [];
    public IReadOnlyList<string> Mask { get; set; } = [];
}

sealed class RequirementDocument
{
    public string Environment { get; set; } = "";
    public TimeSpan MaxAge { get; set; }
}
