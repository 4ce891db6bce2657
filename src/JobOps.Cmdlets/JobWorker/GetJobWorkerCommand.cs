using System.Management.Automation;
using JobOps.Execution;
using JobOps.Workers;

namespace JobOps.Cmdlets;

/// <summary>Gets the workers of the ledger: who is alive, what each does, and since when.</summary>
/// <remarks>
/// Workers that are alive or drain, on all hosts, and those that were lost within the last day: they stopped renewing
/// their lease, and others take over what they had.
/// </remarks>
/// <example>
/// <para>All workers.</para>
/// <code>Get-JobWorker</code>
/// </example>
/// <example>
/// <para>What the workers have in hand, the oldest first.</para>
/// <code>Get-JobWorker -Status Alive, Draining | Select-Object -ExpandProperty Runs | Sort-Object Since</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobWorker")]
[OutputType(typeof(Workers.JobWorker))]
public sealed class GetJobWorkerCommand : AsyncCmdlet
{
    /// <summary>Workers: host/process/random part, as they are called in all tables. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public string[] Worker { get; set; } = ["*"];

    /// <summary>Only workers with one of these statuses.</summary>
    [Parameter]
    public WorkerStatus[]? Status { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var patterns = Worker.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        var workers = await ledger.Workers.GetAsync(StopToken);
        Pipeline.Write(
            workers.Where(worker => patterns.Exists(pattern => pattern.IsMatch(worker.Worker))
                && Status?.Contains(worker.Status) != false).ToList(),
            enumerate: true);
    }
}
