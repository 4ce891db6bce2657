using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using JobOps.Execution;
using JobOps.Measurements;

namespace JobOps.Cmdlets;

/// <summary>
/// A script block that is measured in the session that typed it, on the pipeline's thread. What it writes is dropped. An error of it is
/// a failure, as in a step; a time limit cannot end it, because nothing but Ctrl+C ends a script, but it is a failure then, too.
/// </summary>
/// <param name="cmdlet">Whose session it is.</param>
/// <param name="pipeline">Its pipeline.</param>
/// <param name="block">The block.</param>
/// <param name="timeLimit">How long it may take.</param>
sealed class MeasuredScript(PSCmdlet cmdlet, CmdletPipeline pipeline, ScriptBlock block, TimeSpan timeLimit) : IMeasured
{
    // A scope of its own, in which an error ends the block as it ends a step.
    static readonly ScriptBlock s_call = ScriptBlock.Create(
        """
        $ErrorActionPreference = 'Stop'
        $PSNativeCommandUseErrorActionPreference = $true
        & $args[0] | Microsoft.PowerShell.Core\Out-Null
        """);

    public MeasuredSource Source => MeasuredSource.ScriptBlock;

    public string Target { get; } = block.ToString().Trim();

    public Task<Reading> TakeAsync(CancellationToken cancellation) => InScript.InvokeAsync(pipeline, Call);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Reading Call()
    {
        var began = Stopwatch.GetTimestamp();
        var (status, error, detail) = ((int?)null, (string?)null, (string?)null);
        try
        {
            cmdlet.InvokeCommand.InvokeScript(useLocalScope: true, s_call, input: null, block);
        }
        catch (ExitException exit)
        {
            status = FailureCause.CodeOf(exit);
            error = status == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"exit code {status}");
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            (error, detail) = (KindOf(exception), FailureCause.Of(exception));
        }
        var ended = Stopwatch.GetTimestamp();
        if (error is null && Stopwatch.GetElapsedTime(began, ended) > timeLimit)
            error = "timeout";
        return new() { Began = began, Ended = ended, Status = status, Error = error, Detail = detail };
    }

    /// <summary>What it is, without what it says of this one time.</summary>
    static string KindOf(Exception exception) => exception switch
    {
        _ when FailureCause.IsProgram(exception) => "program failed",
        RuntimeException { WasThrownFromThrowStatement: true } => "thrown",
        RuntimeException { ErrorRecord.Exception: { } cause } => cause.GetType().Name,
        _ => exception.GetType().Name,
    };
}
