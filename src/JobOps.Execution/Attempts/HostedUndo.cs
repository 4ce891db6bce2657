using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Executes the undo of runbooks' steps in PowerShell hosts of the worker.</summary>
sealed class HostedUndo(PowerShellHosts hosts, AttemptContext attempt) : IScriptBlockRunner
{
    /// <inheritdoc/>
    public async Task<string?> UndoAsync(
        ScriptBlockAction undo, JobStep step, Action<LogStream, string> output, CancellationToken cancellation)
    {
        var cookie = StepCookie.New(attempt.Ledger.Info.LedgerId, attempt.Run.RunId, step.StepName);
        var capture = new OutputCapture(attempt.Log, step.StepName, attempt.Options.OutputCap);
        var order = new HostOrder { Work = HostWork.Undo, Folder = attempt.Job.WorkingDirectory, Undo = undo.Document, Step = step };
        var (report, exitCode) = await hosts.WithAsync(
            Isolation.Process, host => host.AskAsync(order, cookie, capture, output, attempt.Options.Grace, cancellation), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return report is null ? $"its process ended with exit code {exitCode}" : report.Text;
    }
}
