using JobOps.Errors;
using JobOps.Tests.Errors;

namespace JobOps.Cmdlets.Tests.Errors;

/// <summary>Writes docs/errors.md out of the catalogue of errors.</summary>
static class ErrorPage
{
    const string InPowerShell =
        "`$Error[0].FullyQualifiedErrorId` begins with `JobOps.` and the id; "
        + "`$Error[0].Exception.Error` has every part as a property";

    const string Introduction =
        $"""
        # Errors

        Every error of JobOps says what failed, what was expected, what was found, whether it is safe to retry, and the
        command to type next. The table has all of them, with sample names and numbers: `site-release` is a job, 12 a run.

        | where | what to look at |
        | --- | --- |
        | PowerShell | {InPowerShell} |
        | `jobops --json` | the error stands on standard error as one JSON document; `id` is the id |
        | a script, cron, systemd | the exit code: [exit-codes.md](exit-codes.md) |

        Retry: **Safe** now · **SafeAfter** what was expected is true · **NotSafe** · **Unknown**: look first.

        <!-- Made from src/JobOps.Core/Errors: run tests/JobOps.Cmdlets.Tests with JOBOPS_UPDATE=1. -->
        | id | kind, exit code | PowerShell category | retry | what it means | next command |
        | --- | --- | --- | --- | --- | --- |

        """;

    public static string Write() =>
        (Introduction + string.Concat(SampleErrors.Ids.Select(SampleErrors.Of).Select(Row))).ReplaceLineEndings("\n");

    static string Row(JobOpsError error) => "| " + string.Join(" | ",
        $"<a id=\"{error.Id}\"></a>`{error.Id}`",
        $"{error.Kind}, {error.ExitCode}",
        ErrorRecords.CategoryOf(error.Kind),
        error.RetrySafety,
        $"{Text(error.What)} Expected: {Text(error.Expected)}.",
        $"{Code(error.NextCommand.PowerShell)}<br>{Code(error.NextCommand.Shell)}") + " |\n";

    // A bar ends a cell of a table, even one in code.
    static string Code(string command) => $"`{Bars(command)}`";

    static string Text(string text) => Bars(text.Replace("<", "&lt;", StringComparison.Ordinal));

    static string Bars(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
