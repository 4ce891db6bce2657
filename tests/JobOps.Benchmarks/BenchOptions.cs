namespace JobOps.Benchmarks;

/// <summary>What the command line and the environment ask for.</summary>
sealed record BenchOptions
{
    /// <summary>The server to measure besides SQLite. An environment variable, because it may hold a password.</summary>
    public const string ServerVariable = "JOBOPS_TEST_SQLSERVER";

    public const string Usage =
        """
        Usage: ./build.sh bench [--quick] [--json FILE] [--markdown FILE] [--folder FOLDER] [--only NAME,NAME]
          --quick          about two minutes a database: fewer rounds, 50 thousand finished runs instead of 1 million
          --json FILE      the same figures for a program
          --markdown FILE  the same figures as tables for a page
          --folder FOLDER  where the databases are made; the temporary folder unless given
          --only NAMES     of enqueue, claim, latency, wake, step, cost, process, memory, start,
                           powershell, statistics; and of sqlite, sqlserver
        With JOBOPS_TEST_SQLSERVER set to a connection string, that server is measured, too.
        """;

    public bool Quick { get; init; }
    public string? JsonFile { get; init; }
    public string? MarkdownFile { get; init; }
    public string? Folder { get; init; }
    /// <summary>Empty for all.</summary>
    public IReadOnlySet<string> Only { get; init; } = new HashSet<string>();
    public string? Server { get; init; }

    /// <summary>Null where the arguments cannot be understood.</summary>
    public static BenchOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions
        {
            Server = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server ? server : null,
        };
        for (var index = 0; index < arguments.Count; index++)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : null;
            switch (arguments[index], value)
            {
                case ("--quick", _):
                    options = options with { Quick = true };
                    continue;
                case ("--json", { } file):
                    options = options with { JsonFile = file };
                    break;
                case ("--markdown", { } file):
                    options = options with { MarkdownFile = file };
                    break;
                case ("--folder", { } folder):
                    options = options with { Folder = folder };
                    break;
                case ("--only", { } names):
                    options = options with { Only = names.Split(',').ToHashSet(StringComparer.OrdinalIgnoreCase) };
                    break;
                default:
                    return null;
            }
            index++;
        }
        return options;
    }

    /// <summary>Whether <see cref="Only"/> leaves one of a group in, by naming it or by naming none of the group.</summary>
    public bool Includes(string name, IReadOnlyCollection<string> group) =>
        Only.Contains(name) || !group.Any(Only.Contains);
}
