using System.Runtime.Loader;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>The process that executes an ad-hoc run, while it starts.</summary>
public static class AdHocHost
{
    /// <summary>
    /// Opens the ledger and reads the run, while PowerShell imports the module: what is executed for the first time is compiled, and
    /// another processor can do that meanwhile. What goes wrong is met again, and said, by what executes the run.
    /// </summary>
    /// <param name="runId">The run.</param>
    public static void Begin(long runId)
    {
        // The import does so, too, and may come too late.
        AssemblyLoadContext.Default.Resolving += EngineLoadContext.Resolve;
        _ = Task.Run(async () =>
        {
            var ledger = await LedgerSession.OpenAsync(_ => { }, CancellationToken.None);
            if (await ledger.Runs.FindAsync(runId) is { } run)
                await ledger.Jobs.RequireAsync(run, CancellationToken.None);
            await ledger.Steps.GetAsync(runId);
        });
    }
}
