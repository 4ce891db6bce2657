using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>Starts a PowerShell with a script whose steps join the run; its result is what it printed.</summary>
sealed class Script : StepExecution<ScriptAction>
{
    protected override void RequireProgram(ScriptAction action, StepContext step) => PowerShellProgram.Find(step.Job.WorkingDirectory);

    protected override async Task<string> ExecuteAsync(ScriptAction action, StepContext step, CancellationToken cancellation)
    {
        var powerShell = PowerShellProgram.Find(step.Job.WorkingDirectory);
        List<string> arguments =
        [
            powerShell.File, .. powerShell.Arguments, "-NoProfile", "-NonInteractive", "-File", step.FullPath(action.Path),
        ];
        foreach (var (name, value) in action.Parameters)
            arguments.AddRange([$"-{name}", step.Fill(value)]);
        var variables = step.Fill(action.Environment);
        foreach (var (name, value) in RunContext.Variables(step.Attempt.Lease, step.Attempt.Ledger.Address))
            variables[name] = value;
        var output = await StepProcess.RunAsync(step, arguments, step.Job.WorkingDirectory, variables, cancellation);
        return StepProcess.TextResult(step, output);
    }
}
