using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Runs;

/// <summary>The line that starts a run like this one again, as a person would type it.</summary>
public static class RunCommandLine
{
    /// <summary>As a cmdlet. A runbook is called by its script, as long as it is one that was not typed.</summary>
    public static string PowerShell(JobRun run, JobDefinition job)
    {
        if (run.Kind == RunKind.Rollback)
            return Next.Rollback(run.RollbackOf!.Value).PowerShell;
        var parameters = string.Join("; ", run.Parameters.Select(pair => $"{pair.Key} = {Quote(pair.Value)}"));
        var isFile = job.ScriptPath is not null;
        return (isFile ? $"Invoke-Runbook {Next.PowerShell(job.ScriptPath!)}" : $"Start-Job {Next.PowerShell(run.JobName)}")
               + (isFile && Path.GetFileNameWithoutExtension(job.ScriptPath) != run.JobName ? $" -Name {Next.PowerShell(run.JobName)}" : "")
               + (parameters.Length > 0 ? $" -Parameter @{{ {parameters} }}" : "")
               + (run.Environment is { } environment ? $" -Environment {Next.PowerShell(environment)}" : "")
               + (run.IdempotencyKey is { } key ? $" -IdempotencyKey {Next.PowerShell(key)}" : "")
               + (run.ChangeId is { } changeId ? $" -Change {changeId}" : "")
               + (isFile ? "" : " -Wait");
    }

    /// <summary>As a line of the shell of this system.</summary>
    public static string Shell(JobRun run)
    {
        if (run.Kind == RunKind.Rollback)
            return Next.Rollback(run.RollbackOf!.Value).Shell;
        var parameters = run.Parameters.Select(pair => $" --parameter {Next.Shell($"{pair.Key}={ParameterValues.Text(pair.Value)}")}");
        return $"jobops start {Next.Shell(run.JobName)}{string.Concat(parameters)}"
               + (run.Environment is { } environment ? $" --environment {Next.Shell(environment)}" : "")
               + (run.IdempotencyKey is { } key ? $" --key {Next.Shell(key)}" : "")
               + (run.ChangeId is { } changeId ? $" --change {changeId}" : "");
    }

    static string Quote(object? value) => value switch
    {
        null => "$null",
        bool truth => truth ? "$true" : "$false",
        string text => Next.PowerShellText(text),
        _ => ParameterValues.Text(value),
    };
}
