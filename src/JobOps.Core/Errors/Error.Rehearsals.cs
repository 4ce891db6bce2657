namespace JobOps.Errors;

// Rehearsals, and starts that ask for one.
public static partial class Error
{
    public static JobOpsError ProbesMissing(string job) => new(
        nameof(ProbesMissing), ErrorKind.BadInput, $"The job '{job}' was not rehearsed: nothing would tell what it changes.",
        "at least one probe in its definition", "none", RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError ProbeUnreadable(string owner, string probe, string actual) => new(
        nameof(ProbeUnreadable), ErrorKind.Failed, $"The probe '{probe}' of {owner} saw nothing.",
        "a path that can be read, an address, or a program that is there", actual, RetrySafety.SafeAfter, Next.ListJobs, probe);

    public static JobOpsError RehearsalMissing(string job, string environment, string rehearsedIn, string why) => new(
        nameof(RehearsalMissing), ErrorKind.NotPermitted, $"The job '{job}' was not started in {environment}: no rehearsal of it holds.",
        $"a rehearsal in '{rehearsedIn}' that passed and still holds", why, RetrySafety.SafeAfter,
        new($"Test-Rollback {Next.PowerShell(job)} -Environment {Next.PowerShell(rehearsedIn)}",
            $"jobops rehearse {Next.Shell(job)} --environment {Next.Shell(rehearsedIn)}"),
        job);

    public static JobOpsError ForceReasonMissing(string job) => new(
        nameof(ForceReasonMissing), ErrorKind.BadInput, $"The job '{job}' was not started: nobody has said why without a rehearsal.",
        "a reason of at least one word, which the journal and the note keep", "none", RetrySafety.SafeAfter,
        new($"Start-Job {Next.PowerShell(job)} -Force -Reason '…'", $"jobops start {Next.Shell(job)} --force --reason '…'"), job);
}
