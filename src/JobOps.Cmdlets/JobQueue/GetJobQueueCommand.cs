using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Gets queues: what waits and runs in them, and whether they are paused.</summary>
/// <remarks>A queue exists from the first run that names it, or from Set-JobQueue. Runs that name none wait in 'default'.</remarks>
/// <example>
/// <para>All queues.</para>
/// <code>Get-JobQueue</code>
/// </example>
/// <example>
/// <para>Queues that are paused: by whom, since when and why.</para>
/// <code>Get-JobQueue | Where-Object Paused | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobQueue")]
[OutputType(typeof(Queues.JobQueue))]
public sealed class GetJobQueueCommand : AsyncCmdlet
{
    /// <summary>Names of queues. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Queue")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
            Pipeline.Write(await QueueNames.FindAsync(ledger, name, StopToken), enumerate: true));
    }
}
