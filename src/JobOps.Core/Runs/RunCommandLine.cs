using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Runs;

/// <summary>The line that starts a run like this one again, as a person would type it.</summary>
public static class RunCommandLine
{
    /// <summary>As a cmdlet.</summary>
    public static string PowerShell(JobRun run)
    {
        if (run.Kind == RunKind.Rollback)
            return Next.Rollback(run.RollbackOf!.Value).PowerShell;
        var parameters = string.Join("; ", run.Parameters.Select(pair => $"{pair.Key} = {Quote(pair.Value)}"));
        return $"Start-Job {Next.PowerShell(run.JobName)}"
               + (parameters.Length > 0 ? $" -Parameter @{{ {parameters} }}" : "")
               + (run.IdempotencyKey is { } key ? $" -IdempotencyKey {Next.PowerShell(key)}" : "") + " -Wait";
    }

    /// <summary>As a line of a POSIX shell.</summary>
    public static string Shell(JobRun run)
    {
        if (run.Kind == RunKind.Rollback)
            return Next.Rollback(run.RollbackOf!.Value).Shell;
        var parameters = run.Parameters.Select(pair => $" --parameter {Next.Shell($"{pair.Key}={ParameterValues.Text(pair.Value)}")}");
        return $"jobops start {Next.Shell(run.JobName)}{string.Concat(parameters)}"
               + (run.IdempotencyKey is { } key ? $" --key {Next.Shell(key)}" : "");
    }

    static string Quote(object? value) => value switch
    {
        null => "$null",
        bool truth => truth ? "$true" : "$false",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => ParameterValues.Text(value),
    };
}
