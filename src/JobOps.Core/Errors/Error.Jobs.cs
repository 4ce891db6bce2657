using JobOps.Values;

namespace JobOps.Errors;

// Definitions and their parameters.
public static partial class Error
{
    public static JobOpsError JobNotFound(string name) => new(
        nameof(JobNotFound), ErrorKind.NotFound, $"There is no job '{name}' in this ledger.",
        "the name of a registered job", name, RetrySafety.SafeAfter, Next.ListJobs, name);

    public static JobOpsError JobNameIsPath(string name) => new(
        nameof(JobNameIsPath), ErrorKind.BadInput, $"'{name}' is a path; a name starts a job of the ledger.",
        "the name of a registered job, or -FilePath before the path of a script", name, RetrySafety.SafeAfter,
        new($"Start-Job -FilePath {Next.PowerShell(name)}", Next.ListJobs.Shell), name);

    public static JobOpsError JobDisabled(string name, string? reason) => new(
        nameof(JobDisabled), ErrorKind.NotPermitted, $"The job '{name}' is disabled and takes no new runs.",
        "an enabled job", reason is null ? "disabled" : $"disabled: {reason}", RetrySafety.SafeAfter,
        Next.EnableJob(name), name);

    public static JobOpsError JobNameTaken(string name, string owner, string wanted) => new(
        nameof(JobNameTaken), ErrorKind.Conflict, $"The name '{name}' belongs to {owner}, so {wanted} was neither registered nor started.",
        "another name: -Name of Invoke-Runbook, or a line 'Name: …' below .NOTES in the help of the script; where it takes the place "
            + $"of the other one, Unregister-JobDefinition {Next.PowerShell(name)} first",
        wanted, RetrySafety.SafeAfter, Next.ShowJob(name), name);

    public static JobOpsError JobInvalid(string name, string problems) => new(
        nameof(JobInvalid), ErrorKind.BadInput, $"The job '{name}' is not registered: its definition has mistakes.",
        "a definition with owner, expected result, rollback note and valid steps", problems, RetrySafety.SafeAfter,
        Next.ListJobs, name);

    public static JobOpsError JobFileInvalid(string path, string problems) => new(
        nameof(JobFileInvalid), ErrorKind.BadInput, $"The job file '{path}' has mistakes; nothing was registered.",
        "a job file that fits module/job.schema.json", problems, RetrySafety.SafeAfter, Next.Register(path), path);

    public static JobOpsError JobTextsInvalid(string path, string problems) => new(
        nameof(JobTextsInvalid), ErrorKind.BadInput, $"The texts of a job in '{path}' have mistakes; nothing was started.",
        "an object of name, owner, expectedResult, rollbackNote, probes and requireRehearsal, each as in a job file", problems,
        RetrySafety.SafeAfter, Next.ExecHelp, path);

    public static JobOpsError JobFileNotFound(string path, string actual = "no such file") => new(
        nameof(JobFileNotFound), ErrorKind.NotFound, $"The job file '{path}' cannot be read.",
        "a readable file, or a folder with *.job.json files", actual, RetrySafety.SafeAfter,
        Next.Register(path), path);

    public static JobOpsError ParameterInvalid(string job, string parameter, string expected, string actual) => new(
        nameof(ParameterInvalid), ErrorKind.BadInput, $"Parameter '{parameter}' of job '{job}' is not valid.",
        expected, actual, RetrySafety.SafeAfter, Next.ShowJob(job), parameter);

    public static JobOpsError ParameterMissing(string job, string parameter, string expected) => new(
        nameof(ParameterMissing), ErrorKind.BadInput, $"Parameter '{parameter}' of job '{job}' is missing.",
        expected, "no value", RetrySafety.SafeAfter, Next.ShowJob(job), parameter);

    public static JobOpsError ParameterUnknown(string job, string parameter, string known) => new(
        nameof(ParameterUnknown), ErrorKind.BadInput, $"Job '{job}' has no parameter '{parameter}'.",
        known.Length == 0 ? "no parameters" : NearMiss.Ask($"one of: {known}", parameter, known.Split(", ")), parameter,
        RetrySafety.SafeAfter, Next.ShowJob(job), parameter);

    public static JobOpsError SecretNeedsWait(string job, string parameter) => new(
        nameof(SecretNeedsWait), ErrorKind.BadInput,
        $"Job '{job}' takes the secret '{parameter}', which is never stored, so only this process can execute the run.",
        "a start that waits", "a start that leaves the run to a worker", RetrySafety.SafeAfter,
        new($"Start-Job {Next.PowerShell(job)} -Parameter @{{ {Next.PowerShell(parameter)} = (Read-Host -AsSecureString) }} -Wait",
            $"jobops start {Next.Shell(job)} --secret {Next.Shell(parameter)}"), parameter);
}
