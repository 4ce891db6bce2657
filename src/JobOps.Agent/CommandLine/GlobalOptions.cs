using System.CommandLine;
using JobOps.Ledger;

namespace JobOps.Agent.CommandLine;

/// <summary>The options that every command takes.</summary>
static class GlobalOptions
{
    public static Option<string?> Ledger { get; } = new("--ledger")
    {
        Description = $"sqlite:<path> or sqlserver:<connection string>. Default: {LedgerLocation.EnvironmentVariable}, " +
                      "else a file in the user's data folder. A password may only stand in the variable.",
        HelpName = "location",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON document on standard output; errors as JSON on standard error.",
        Recursive = true,
    };

    public static Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colours, as with the environment variable NO_COLOR.",
        Recursive = true,
    };
}
