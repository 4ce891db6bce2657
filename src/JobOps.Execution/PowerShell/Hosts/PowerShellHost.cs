using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>A PowerShell process that has started, has imported the module, and waits for work.</summary>
sealed class PowerShellHost : IAsyncDisposable
{
    // What it printed last is on its way when it says that it has ended; what an orphan holds open is not waited for.
    static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(2);

    const string ModulePath = "PSModulePath";

    // Of what it printed before it was ready.
    const int MostWords = 1000;

    readonly NamedPipeServerStream _pipe;
    readonly HostChannel _channel;
    readonly SectionSource _output;
    readonly SectionSource _errors;
    readonly Process _process;
    readonly string _cookie;
    readonly bool _contained;
    bool _isReady;

    PowerShellHost(NamedPipeServerStream pipe, Process process, string cookie, bool contained)
    {
        (_pipe, _process, _cookie, _contained) = (pipe, process, cookie, contained);
        _channel = new(pipe);
        _output = new(process.StandardOutput.BaseStream);
        _errors = new(process.StandardError.BaseStream);
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts one, and waits until it is ready.</summary>
    /// <param name="program">PowerShell.</param>
    /// <param name="module">The module's manifest, or its name.</param>
    /// <param name="ledger">The address of the ledger that it is to open before there is work.</param>
    /// <param name="contained">Its work has cgroups of its own, where they may be made.</param>
    /// <param name="longestStart">One that is not ready by then is ended.</param>
    /// <param name="cancellation">Ends it again.</param>
    /// <exception cref="JobOpsException">PowerShellHostFailed</exception>
    public static async Task<PowerShellHost> StartAsync(
        PowerShellProgram program, string module, string ledger, bool contained, TimeSpan longestStart, CancellationToken cancellation)
    {
        var name = $"jobops-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(
            name, PipeDirection.InOut, maxNumberOfServerInstances: 1, PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        var process = new Process { StartInfo = StartInfo(program, module, ledger, name) };
        ChildProcesses.Start(process);
        process.StandardInput.Close();
        var host = new PowerShellHost(pipe, process, name, contained);
        try
        {
            await host.BecomeReadyAsync(longestStart, cancellation);
            host._isReady = true;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether it can do more: it has reported how its last work ended, and nothing that speaks against it.</summary>
    public bool IsReusable { get; private set; }

    /// <summary>Has it execute words, as <c>pwsh -Command</c> would.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the process tree has been ended.</exception>
    public async Task<int> ExecuteAsync(
        HostOrder order, string cookie, OutputCapture output, TimeSpan grace, CancellationToken cancellation)
    {
        if (order.Isolation == Isolation.Runspace)
        {
            var (_, exitCode) = await AskAsync(order, cookie, output, (_, _) => { }, grace, cancellation);
            if (exitCode != ExitCodes.Ok)
                cancellation.ThrowIfCancellationRequested();
            return exitCode;
        }
        await _channel.WriteAsync(order with { Variables = Marked(order, cookie) });
        return await CommandRunner.AwaitAsync(_process, cookie, _contained, output, grace, cancellation);
    }

    /// <summary>Has it execute something that it reports the end of. What it prints until then is the work's.</summary>
    /// <param name="order">What.</param>
    /// <param name="cookie">Marks what it starts.</param>
    /// <param name="output">Takes what its process prints.</param>
    /// <param name="line">Takes the lines that it reports.</param>
    /// <param name="grace">How long it may take to stop.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How it ended: what it reported, or without a report the exit code of its process.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, and had to be ended.</exception>
    /// <exception cref="JobOpsException">PowerShellHostFailed: it said what nobody understands</exception>
    public async Task<(HostReport? Report, int ExitCode)> AskAsync(
        HostOrder order, string cookie, OutputCapture output, Action<LogStream, string> line, TimeSpan grace,
        CancellationToken cancellation)
    {
        IsReusable = false;
        var mark = $"\u0003{Guid.NewGuid():N}\u0003";
        var tree = new ProcessTree(_process, cookie);
        tree.Begin();
        tree.Adopt(_contained);
        using var stopReading = new CancellationTokenSource();
        var bytes = Encoding.UTF8.GetBytes(mark);
        var reading = Task.WhenAll(
            output.ReadAsync(new Section(_output, bytes).ReadAsync, LogStream.Output, stopReading.Token),
            output.ReadAsync(new Section(_errors, bytes).ReadAsync, LogStream.Error, stopReading.Token));
        try
        {
            await _channel.WriteAsync(order with { Variables = Marked(order, cookie), Mark = mark });
            // Behind the order: a stop before it would be that of an earlier one.
            await using var stop = cancellation.Register(() => _ = _channel.WriteAsync(new HostOrder { Work = HostWork.Stop }));
            var report = await EndAsync(line, grace, cancellation);
            if (report is null)
                return (null, await ExitCodeAsync());
            // It has stopped its own work, and not what that has started.
            if (cancellation.IsCancellationRequested)
                await tree.EndAsync(grace);
            // A mark that a script has kept from being printed is no reason to wait for.
            var isMarked = await Task.WhenAny(reading, Task.Delay(s_longestEnd)) == reading;
            if (order.Isolation == Isolation.Runspace)
                IsReusable = report.Worn is null && isMarked && !_process.HasExited;
            else
                // It ends with its work, and then its cgroup can be taken away.
                await HasEndedAsync();
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

    public async ValueTask DisposeAsync()
    {
        // It ends by itself where nobody is left to listen to, and what its work has left running on purpose goes on.
        _channel.Dispose();
        await _pipe.DisposeAsync();
        if (_isReady && !_process.HasExited)
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(s_longestEnd));
        if (!_process.HasExited)
            await new ProcessTree(_process, _cookie).EndAsync(TimeSpan.Zero);
        ChildProcesses.Forget(_process.Id);
        _process.Dispose();
    }

    /// <returns>Null where the other side has ended without a word.</returns>
    async Task<HostReport?> EndAsync(Action<LogStream, string> line, TimeSpan grace, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource();
        await using var stopping = cancellation.Register(() => limit.CancelAfter(grace));
        while (await _channel.ReadAsync<HostReport>(limit.Token) is { } report)
        {
            if (report.News == HostNews.Ended)
                return report;
            if (report is { News: HostNews.Line, Text: { } text })
                line(report.Stream, text);
        }
        return null;
    }

    async Task<int> ExitCodeAsync() => await HasEndedAsync() ? _process.ExitCode : ExitCodes.Interrupted;

    async Task<bool> HasEndedAsync()
    {
        var exited = _process.WaitForExitAsync();
        return await Task.WhenAny(exited, Task.Delay(s_longestEnd)) == exited;
    }

    static Dictionary<string, string> Marked(HostOrder order, string cookie) =>
        new(order.Variables) { [StepCookie.Variable] = cookie };

    async Task BecomeReadyAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(longest);
        try
        {
            var connected = _pipe.WaitForConnectionAsync(limit.Token);
            var exited = _process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(connected, exited) == connected)
            {
                await connected;
                if (await _channel.ReadAsync<HostReport>(limit.Token) is { News: HostNews.Ready })
                    return;
            }
            limit.Token.ThrowIfCancellationRequested();
        }
        catch (Exception exception) when (exception is OperationCanceledException or JsonException)
        {
            cancellation.ThrowIfCancellationRequested();
            var actual = exception is JsonException
                ? $"it said what is no message: {exception.Message}"
                : string.Create(CultureInfo.InvariantCulture, $"it was not ready within {longest:c}");
            throw new JobOpsException(Error.PowerShellHostFailed(actual + await LastWordsAsync()), exception);
        }
        // One that has only closed the pipe may be about to end.
        await Task.WhenAny(_process.WaitForExitAsync(CancellationToken.None), Task.Delay(s_longestEnd, CancellationToken.None));
        var words = await LastWordsAsync();
        throw new JobOpsException(Error.PowerShellHostFailed($"it ended before it was ready, with exit code {_process.ExitCode}{words}"));
    }

    /// <summary>Ends it.</summary>
    /// <returns>What it printed, errors first.</returns>
    async Task<string> LastWordsAsync()
    {
        if (!_process.HasExited)
            await new ProcessTree(_process, _cookie).EndAsync(TimeSpan.Zero);
        await _process.WaitForExitAsync();
        var buffer = new char[MostWords];
        foreach (var stream in (StreamReader[])[_process.StandardError, _process.StandardOutput])
        {
            using var limit = new CancellationTokenSource(s_longestEnd);
            var length = 0;
            try
            {
                while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), limit.Token) is > 0 and var count)
                    length += count;
            }
            catch (OperationCanceledException)
            {
                // Something that it has left keeps the stream open.
            }
            if (buffer.AsSpan(0, length).Trim() is { IsEmpty: false } words)
                return $"; it printed: {words}";
        }
        return "";
    }

    static ProcessStartInfo StartInfo(PowerShellProgram program, string module, string ledger, string pipe)
    {
        // Whatever is wrong with the module ends it here, and not in the middle of a run.
        var command = $"{StartSettings.FirstWords}$ErrorActionPreference = 'Stop'; Import-Module {Next.PowerShell(module)}; "
            + "$ErrorActionPreference = 'Continue'; . ([JobOps.Cmdlets.WorkerHost]::Serve())";
        var info = CommandRunner.StartInfo(new(
            program.File, [.. program.Arguments, "-NoProfile", "-NonInteractive", "-Command", command], Environment.CurrentDirectory,
            new Dictionary<string, string> { [HostChannel.Variable] = pipe, [LedgerLocation.EnvironmentVariable] = ledger },
            pipe, Shielded: true));
        StartSettings.Prepare(info);
        // Last: what a user has installed comes first, as everywhere.
        if (PowerShellModule.FolderOfName(module) is { } folder)
            info.Environment[ModulePath] = string.Join(
                Path.PathSeparator, new[] { info.Environment.TryGetValue(ModulePath, out var path) ? path : null, folder }
                    .Where(part => !string.IsNullOrEmpty(part)));
        return info;
    }
}
