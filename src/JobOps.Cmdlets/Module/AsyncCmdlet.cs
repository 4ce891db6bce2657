using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// Base of the cmdlets: what they do is asynchronous, Ctrl+C stops it, and an error of one item does not end the rest.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private protected AsyncCmdlet() => Pipeline = new(this);

    private protected CmdletPipeline Pipeline { get; }

    private protected CancellationToken StopToken => Pipeline.Stopping;

    /// <summary>What <see cref="ProcessAsync"/> works on, as errors show it; null where the error itself says it.</summary>
    private protected virtual object? Item => null;

    /// <summary>For each item of the pipeline, and once where nothing is piped in.</summary>
    private protected virtual Task ProcessAsync() => Task.CompletedTask;

    /// <summary>After the last item.</summary>
    private protected virtual Task EndAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Pipeline.RunItem(ProcessAsync, Item);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Pipeline.Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => Pipeline.Stop();

    /// <summary>Frees what cancellation needs.</summary>
    public void Dispose()
    {
        Pipeline.Dispose();
        GC.SuppressFinalize(this);
    }
}
