using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Script blocks that a measuring calls on the pipeline's thread.</summary>
static class InScript
{
    /// <summary>For Ctrl+C to reach the cmdlet, once it has ended the block.</summary>
    static readonly TimeSpan s_untilStopped = TimeSpan.FromSeconds(5);

    /// <summary>Calls it. Ctrl+C ends it first, and the measuring a moment later: that is one stop, and no failure.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<T> InvokeAsync<T>(CmdletPipeline pipeline, Func<T> call)
    {
        try
        {
            return await pipeline.InvokeAsync(call);
        }
        catch (PipelineStoppedException)
        {
            await Task.Delay(s_untilStopped, pipeline.Stopping);
            throw;
        }
    }
}
