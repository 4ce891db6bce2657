using System.Globalization;

namespace JobOps.Errors;

// What is measured of a change.
public static partial class Error
{
    public static JobOpsError TargetAnswersErrors(string target, string actual) => new(
        nameof(TargetAnswersErrors), ErrorKind.Failed,
        $"{target} was not measured: it answered the first requests with errors, and more of them would help nobody.",
        "a target that answers; one that is known to fail is measured with -Force, or --force", actual, RetrySafety.SafeAfter,
        Next.MeasureHelp, target);

    public static JobOpsError MeasuringPlanInvalid(string what, string expected, string actual) => new(
        nameof(MeasuringPlanInvalid), ErrorKind.BadInput, $"Nothing was measured: {what} is not allowed.",
        expected, actual, RetrySafety.SafeAfter, Next.MeasureHelp, what);

    public static JobOpsError MeasuredCommandNotFound(string command) => new(
        nameof(MeasuredCommandNotFound), ErrorKind.Configuration, $"Nothing was measured: the command '{command}' was not found.",
        "an executable file, by its path or on PATH", command, RetrySafety.SafeAfter, Next.MeasureHelp, command);

    public static JobOpsError SampleInvalid(long index, string value) => new(
        nameof(SampleInvalid), ErrorKind.BadInput,
        string.Create(
            CultureInfo.InvariantCulture, $"Nothing was kept of the numbers: number {index}, counted from 0, cannot be compared."),
        "finite numbers", value, RetrySafety.SafeAfter, Next.MeasureHelp, value);

    public static JobOpsError BaselineSecretsNeeded(string target, string names) => new(
        nameof(BaselineSecretsNeeded), ErrorKind.BadInput,
        $"What was measured of {target} cannot be measured again as it stands in the ledger: what may be secret is not kept there.",
        $"these again, as they were: {names}", "not given", RetrySafety.SafeAfter, Next.MeasureHelp, target);

    public static JobOpsError BaselineNotRepeatable(string target) => new(
        nameof(BaselineNotRepeatable), ErrorKind.BadInput, $"{target} cannot be measured again by itself: it came from elsewhere.",
        "the numbers of this phase, or a source", "none", RetrySafety.SafeAfter, Next.MeasureHelp, target);

    public static JobOpsError BaselineKept(string location, string file, string detail) => new(
        nameof(BaselineKept), ErrorKind.LedgerUnavailable,
        $"What was measured is kept in {file}, because the ledger {location} does not take it.",
        "a ledger that answers; the next measuring or comparing in it takes the file in, so nothing has to be measured again",
        detail, RetrySafety.SafeAfter, Next.ShowLedger, file);
}
