using System.Text;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

// A host that is used again.
sealed partial class PowerShellHost
{
    readonly SectionSource _output;
    readonly SectionSource _errors;

    /// <summary>Whether it can do more: it has reported how its last work ended, and nothing that speaks against it.</summary>
    public bool IsReusable { get; private set; }

    /// <inheritdoc cref="AskAsync"/>
    /// <remarks>The host waits for more work then. One that was stopped in vain, or has ended, is of no use any more.</remarks>
    async Task<(HostReport? Report, int ExitCode)> AskAgainAsync(
        HostOrder order, string cookie, OutputCapture output, Action<LogStream, string> line, TimeSpan grace,
        CancellationToken cancellation)
    {
        IsReusable = false;
        var mark = $"\u0003{Guid.NewGuid():N}\u0003";
        var tree = new ProcessTree(_process, cookie);
        tree.Begin();
        if (_contained)
            tree.Adopt();
        using var stopReading = new CancellationTokenSource();
        var bytes = Encoding.UTF8.GetBytes(mark);
        var reading = Task.WhenAll(
            output.ReadAsync(new Section(_output, bytes).ReadAsync, LogStream.Output, stopReading.Token),
            output.ReadAsync(new Section(_errors, bytes).ReadAsync, LogStream.Error, stopReading.Token));
        await using var stop = cancellation.Register(() => _ = _channel.WriteAsync(new HostOrder { Work = HostWork.Stop }));
        try
        {
            await _channel.WriteAsync(order with { Variables = Marked(order, cookie), Mark = mark });
            var report = await EndAsync(line, grace, cancellation);
            if (report is null)
                return (null, await ExitCodeAsync(_process.WaitForExitAsync(CancellationToken.None)));
            // A mark that a script has kept from being printed is no reason to wait for.
            IsReusable = report.Worn is null && await Task.WhenAny(reading, Task.Delay(s_longestEnd)) == reading;
            return (report, report.ExitCode);
        }
        catch (OperationCanceledException)
        {
            await tree.EndAsync(grace);
            throw new OperationCanceledException(cancellation);
        }
        catch (JsonException exception)
        {
            await tree.EndAsync(grace);
            throw new JobOpsException(Error.PowerShellHostFailed($"it said what is no message: {exception.Message}"), exception);
        }
        finally
        {
            await CommandRunner.EndReadingAsync(reading, stopReading);
            output.Finish();
            tree.End();
        }
    }

    async Task<int> ExitCodeAsync(Task exited) =>
        await Task.WhenAny(exited, Task.Delay(s_longestEnd)) == exited ? _process.ExitCode : ExitCodes.Interrupted;
}
