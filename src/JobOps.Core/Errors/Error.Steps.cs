using JobOps.Values;

namespace JobOps.Errors;

// What can go wrong in a step.
public static partial class Error
{
    static string At(string place) => place.Length == 0 ? "" : $" at {place}";

    public static JobOpsError CommandNotFound(long runId, string step, string command) => new(
        nameof(CommandNotFound), ErrorKind.Configuration,
        $"Step '{step}' cannot start: the command '{command}' was not found. No step was executed after it.",
        "an executable file, by its path or on PATH", command, RetrySafety.SafeAfter, Next.Restart(runId), command);

    public static JobOpsError BatchArgumentUnsafe(long runId, string step, string file, string actual) => new(
        nameof(BatchArgumentUnsafe), ErrorKind.BadInput,
        $"Step '{step}' cannot start: a batch file is executed by cmd.exe, which would read its arguments otherwise than they are.",
        "arguments of one line, of 8,000 characters at most in all, or a program that is no batch file", actual,
        RetrySafety.SafeAfter, Next.Restart(runId), file);

    public static JobOpsError PowerShellNotFound(string actual) => new(
        nameof(PowerShellNotFound), ErrorKind.Configuration, "There is no PowerShell that scripts could be started with.",
        "PowerShell 7.6 or later: named by JOBOPS_PWSH, on PATH, or from dotnet tool install --global PowerShell",
        actual, RetrySafety.SafeAfter, Next.FindPowerShell, "pwsh");

    public static JobOpsError PowerShellHostFailed(string actual) => new(
        nameof(PowerShellHostFailed), ErrorKind.Configuration, "The PowerShell process that was to execute the work failed.",
        "a PowerShell that starts, imports JobOps and answers", actual, RetrySafety.SafeAfter, Next.FindPowerShell, "pwsh");

    public static JobOpsError CommandFailed(long runId, string step, int exitCode, string lastLine) => new(
        nameof(CommandFailed), ErrorKind.Failed, $"Step '{step}' of run {runId} failed.",
        "exit code 0", $"exit code {exitCode}{(lastLine.Length > 0 ? $"; last line: {lastLine}" : "")}",
        RetrySafety.SafeAfter, Next.Log(runId), step) { CommandExitCode = exitCode };

    public static JobOpsError StepTimedOut(long runId, string step, TimeSpan limit) => new(
        nameof(StepTimedOut), ErrorKind.TimedOut,
        $"Step '{step}' of run {runId} took longer than its time limit; its processes were ended.",
        $"an end within {limit:c}", "still running", RetrySafety.SafeAfter, Next.Log(runId), step);

    public static JobOpsError OutputNotJson(long runId, string step, string detail) => new(
        nameof(OutputNotJson), ErrorKind.Failed, $"Step '{step}' of run {runId} did not print the JSON it promised.",
        "one JSON value on standard output", detail, RetrySafety.SafeAfter, Next.Log(runId), step);

    public static JobOpsError HttpCheckFailed(
        long runId, string step, string what, string expected, string actual) => new(
        nameof(HttpCheckFailed), ErrorKind.Failed, what, expected, actual, RetrySafety.SafeAfter, Next.Rollback(runId), step);

    public static JobOpsError FolderNotFound(long runId, string step, string folder) => new(
        nameof(FolderNotFound), ErrorKind.Configuration, $"Step '{step}' cannot start: its working directory is not there.",
        "an existing folder", folder, RetrySafety.SafeAfter, Next.Restart(runId), folder);

    public static JobOpsError FolderOfShare(long runId, string step, string folder) => new(
        nameof(FolderOfShare), ErrorKind.Configuration,
        $"Step '{step}' cannot start: cmd.exe takes no folder of a share as its own, and would work in that of Windows instead.",
        "a working directory on a drive, or a program that is neither cmd.exe nor a batch file", folder, RetrySafety.SafeAfter,
        Next.Restart(runId), folder);

    public static JobOpsError PlaceholderEmpty(long runId, string step, string placeholder) => new(
        nameof(PlaceholderEmpty), ErrorKind.Failed,
        $"Step '{step}' of run {runId} needs {placeholder}, which has no value.",
        "a value that an earlier step left", "nothing", RetrySafety.SafeAfter, Next.ShowSteps(runId), placeholder);

    public static JobOpsError PlaceholderUnusable(long runId, string step, string placeholder, string expected, string actual) => new(
        nameof(PlaceholderUnusable), ErrorKind.Failed,
        $"Step '{step}' of run {runId} needs {placeholder}, whose value cannot be used.",
        expected, actual, RetrySafety.SafeAfter, Next.ShowSteps(runId), placeholder);

    public static JobOpsError TouchedPathUnreadable(long runId, string step, string message) => new(
        nameof(TouchedPathUnreadable), ErrorKind.Failed,
        $"What step '{step}' of run {runId} touches could not be read.",
        "paths under touches that this account can read", message, RetrySafety.SafeAfter, Next.Restart(runId), step);

    public static JobOpsError StepThrew(long runId, string step, string message, string place = "") => new(
        nameof(StepThrew), ErrorKind.Failed, $"Step '{step}' of run {runId} failed{At(place)}.",
        "to end without an error", message, RetrySafety.SafeAfter, Next.Restart(runId), step);

    public static JobOpsError StepNameRepeated(long runId, string step) => new(
        nameof(StepNameRepeated), ErrorKind.BadInput, $"Run {runId} has executed a step '{step}' in this attempt already.",
        "a name that no other step of the run has", step, RetrySafety.NotSafe, Next.ShowSteps(runId), step);

    public static JobOpsError StepNotFound(long runId, string step, string known) => new(
        nameof(StepNotFound), ErrorKind.NotFound, $"Run {runId} has no step '{step}'; nothing was restarted.",
        known.Length == 0 ? "a step that was started" : NearMiss.Ask($"one of: {known}", step, known.Split(", ")), step,
        RetrySafety.SafeAfter,
        Next.ShowSteps(runId), step);

    public static JobOpsError StepRunsOnce(long runId, string step) => new(
        nameof(StepRunsOnce), ErrorKind.Conflict,
        $"Run {runId} cannot go back before step '{step}': it must not run twice, and it has run.",
        "a later step, or a new run", "finished", RetrySafety.NotSafe, Next.ShowSteps(runId), step);

    public static JobOpsError NoRun(string cmdlet) => new(
        nameof(NoRun), ErrorKind.Usage, $"{cmdlet} was called outside of a run.",
        "a script that Invoke-Runbook executes", "no run", RetrySafety.SafeAfter,
        new("Invoke-Runbook ./script.ps1", "jobops --help"));
}
