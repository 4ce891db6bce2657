namespace JobOps.Errors;

// Scripts and their steps.
public static partial class Error
{
    public static JobOpsError RunbookNotFound(string path) => new(
        nameof(RunbookNotFound), ErrorKind.NotFound, $"The runbook '{path}' cannot be read.",
        "a readable .ps1 file", "no such file", RetrySafety.SafeAfter,
        new("Invoke-Runbook ./script.ps1", "jobops --help"), path);

    public static JobOpsError RunbookInvalid(string path, string problem, string expected) => new(
        nameof(RunbookInvalid), ErrorKind.BadInput, $"The runbook '{path}' was not started.",
        expected, problem, RetrySafety.SafeAfter,
        new($"Get-Help about_JobOps_Runbooks", "jobops --help"), path);

    public static JobOpsError RunbookThrew(long runId, string path, string message, string place = "") => new(
        nameof(RunbookThrew), ErrorKind.Failed, $"The runbook '{path}' of run {runId} failed outside of its steps{At(place)}.",
        "to end without an error", message, RetrySafety.SafeAfter, Next.Restart(runId), path);

    public static JobOpsError RunbookNotHere(long runId, string path, string state, int longest) => new(
        nameof(RunbookNotHere), ErrorKind.Configuration,
        $"Run {runId} was not executed: the runbook '{path}' {state}, and its text is not in the ledger.",
        $"the file as it was registered, or a script of at most {longest / 1024} KB, which the ledger keeps", $"a file that {state}",
        RetrySafety.SafeAfter, Next.Restart(runId), path);

    public static JobOpsError AdHocIncomplete(string missing) => new(
        nameof(AdHocIncomplete), ErrorKind.Usage, $"The script block was not started, for want of {missing}.",
        "-Owner, -ExpectedResult and -RollbackNote for a run of the ledger, or none of them for a background job of PowerShell",
        $"no {missing}", RetrySafety.SafeAfter, new("Get-Help Start-Job -Examples", "jobops --help"), missing);

    public static JobOpsError AdHocParameterUnsupported(string parameter) => new(
        nameof(AdHocParameterUnsupported),
        ErrorKind.Usage, $"The script block was not started: {parameter} is for background jobs of PowerShell only.",
        "-ArgumentList and $using: for what a run of the ledger takes", parameter, RetrySafety.SafeAfter,
        new("Get-Help Start-Job -Examples", "jobops --help"), parameter);

    public static JobOpsError AdHocHoldsSecret(string where) => new(
        nameof(AdHocHoldsSecret), ErrorKind.BadInput, $"The script block was not started: the run would store the secret in {where}.",
        "a block that fetches the secret itself when it runs", $"a secret in {where}", RetrySafety.SafeAfter,
        new("Get-Help about_JobOps_Runbooks", "jobops --help"), where);

    public static JobOpsError AdHocNameTaken(string job) => new(
        nameof(AdHocNameTaken), ErrorKind.Conflict,
        $"The script block was not started: job '{job}' is registered already, and is no script block.",
        "a name that no registered job has", job, RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError StepHoldsSecret(long runId, string step, string where) => new(
        nameof(StepHoldsSecret), ErrorKind.Failed,
        $"Step '{step}' of run {runId} was executed, but what it gives back holds a secret and cannot be stored.",
        "a result without secrets: other values, or none", $"a secret in {where}", RetrySafety.SafeAfter, Next.ShowSteps(runId), step);

    public static JobOpsError RollbackHoldsSecret(string step, string variable) => new(
        nameof(RollbackHoldsSecret), ErrorKind.BadInput,
        $"The rollback of step '{step}' would store the secret in {variable}. The step was not executed.",
        "a rollback that fetches the secret itself when it runs", $"a secret in {variable}", RetrySafety.SafeAfter,
        new("Get-Help about_JobOps_Runbooks", "jobops --help"), step);

    public static JobOpsError RunbookChanged(long runId, string path, string steps) => new(
        nameof(RunbookChanged), ErrorKind.Conflict,
        $"The runbook '{path}' is not the one that run {runId} began with; finished steps: {steps}.",
        "the same script, or an explicit go-ahead with -AcceptChange", "a changed script", RetrySafety.NotSafe,
        new($"Restart-JobRun {runId} -AcceptChange -Wait", $"jobops run {runId}"), path);

    public static JobOpsError RollbackNotPortable(string step, string variable) => new(
        nameof(RollbackNotPortable), ErrorKind.BadInput,
        $"The rollback of step '{step}' uses {variable}, which another process days later does not have. The step was not executed.",
        $"a value that is passed: $using:{variable.TrimStart('$')} in the block, or the step's result through param($result)",
        $"free variable {variable}", RetrySafety.SafeAfter,
        new("Get-Help about_JobOps_Runbooks", "jobops --help"), step);
}
