using JobOps.Values;

namespace JobOps.Errors;

// Checklists, and what they look at.
public static partial class Error
{
    public static JobOpsError ChecklistNotFound(string checklist, string actual) => new(
        nameof(ChecklistNotFound), ErrorKind.NotFound, $"There is no checklist '{checklist}'.",
        "a file, or the name of one here, in ./checklists, or of a list that JobOps brings", actual, RetrySafety.SafeAfter,
        new("Get-Checklist", "jobops checklists"), checklist);

    public static JobOpsError ChecklistInvalid(string file, string mistakes) => new(
        nameof(ChecklistInvalid), ErrorKind.BadInput, $"The checklist '{file}' was not gone through: it cannot be read as one.",
        "a checklist without mistakes", mistakes, RetrySafety.SafeAfter,
        new("Get-Help Invoke-Checklist -Examples", "jobops check --help"), file);

    public static JobOpsError ChecklistSettingMissing(string item, string placeholder, string? environment) => new(
        nameof(ChecklistSettingMissing), ErrorKind.BadInput, $"The item '{item}' was not looked at: {placeholder} has no value.",
        "an environment that has it", environment is null ? "no environment was named" : $"no such entry in '{environment}'",
        RetrySafety.SafeAfter, environment is null ? Next.ListEnvironments : Next.ShowEnvironment(environment), item);

    public static JobOpsError ChecklistItemUnknown(string checklist, string item, string known) => new(
        nameof(ChecklistItemUnknown), ErrorKind.BadInput, $"The checklist '{checklist}' was not gone through: it has no such item.",
        known, item, RetrySafety.SafeAfter,
        new($"Get-Checklist {Next.PowerShell(checklist)}", $"jobops checklists {Next.Shell(checklist)}"), item);

    public static JobOpsError WatchPlanInvalid(string member, string expected, string actual) => new(
        nameof(WatchPlanInvalid), ErrorKind.BadInput, $"Nothing was watched: {member} does not fit.", expected, actual,
        RetrySafety.SafeAfter,
        new("Get-Help Watch-Release -Examples", "jobops watch --help"), actual);

    public static JobOpsError ReportUnwritable(string file, string actual) => new(
        nameof(ReportUnwritable), ErrorKind.Failed, $"The report '{file}' was not written; what was found is in the ledger.",
        "a file in a folder that is there and may be written", actual, RetrySafety.SafeAfter,
        new("Get-ChecklistResult -Last 1", "jobops checks --last 1"), file);

    public static JobOpsError EvidenceUnreadable(string item, string file, string actual) => new(
        nameof(EvidenceUnreadable), ErrorKind.BadInput, $"The evidence of the item '{item}' cannot be read: nothing was kept.",
        "a file that this account may read", $"{file}: {actual}", RetrySafety.SafeAfter,
        new("Get-Help Invoke-Checklist -Parameter Evidence", "jobops check --help"), item);
}
