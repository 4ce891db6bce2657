using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>A program, started without a shell, whose input and output are bytes that this process writes and reads.</summary>
sealed class PipedCommand : IAsyncDisposable
{
    const int KeptOfErrors = 4096;

    readonly Process _process;
    readonly ProcessTree _tree;
    readonly BackupCommands _settings;
    readonly string _program;
    readonly Task<string> _lastLine;
    readonly CancellationTokenRegistration _stopping;
    readonly Lock _lock = new();
    Task? _ending;
    bool _ended;

    PipedCommand(string program, CommandLine command, BackupCommands settings, CancellationToken cancellation)
    {
        (_program, _settings) = (program, settings);
        _process = new Process { StartInfo = CommandRunner.StartInfo(command) };
        _tree = new(_process, command.Cookie);
        _tree.Begin();
        try
        {
            _tree.Start(command.Contained);
        }
        catch
        {
            _tree.End();
            _process.Dispose();
            throw;
        }
        _lastLine = ReadLastLineAsync(_process.StandardError.BaseStream);
        // Nothing but its end wakes who waits at one of its pipes.
        _stopping = cancellation.Register(() => _ = EndAsync());
    }

    /// <summary>Takes what the program reads; closed, it has read all.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Gives what the program writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <param name="words">The program and its arguments.</param>
    /// <param name="settings">How it is started.</param>
    /// <param name="cancellation">Ends it with all that it has started.</param>
    /// <exception cref="JobOpsException">BackupCommandNotFound, BackupCommandFailed</exception>
    public static PipedCommand Start(IReadOnlyList<string> words, BackupCommands settings, CancellationToken cancellation)
    {
        var file = ExecutableFinder.Find(words[0], settings.Folder) ?? throw new JobOpsException(Error.BackupCommandNotFound(words[0]));
        try
        {
            var command = new CommandLine(
                file, [.. words.Skip(1)], settings.Folder, settings.Variables, settings.Cookie(), settings.Shielded, settings.Contained);
            return new(words[0], command, settings, cancellation);
        }
        catch (Exception exception) when (exception is Win32Exception or BatchArgumentException)
        {
            throw new JobOpsException(Error.BackupCommandFailed(words[0], exception.Message), exception);
        }
    }

    /// <summary>Waits for its end. What it wrote has been read before.</summary>
    /// <exception cref="JobOpsException">BackupCommandFailed</exception>
    public async Task RequireSuccessAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        _ended = true;
        if (_process.ExitCode == 0)
            return;
        // Something that it has left behind may hold its error output open: it is not waited for.
        var lastLine = await Task.WhenAny(_lastLine, Task.Delay(_settings.Grace, cancellation)) == _lastLine
            ? _settings.Mask(await _lastLine)
            : "";
        throw new JobOpsException(Error.BackupCommandFailed(
            _program,
            string.Create(CultureInfo.InvariantCulture, $"exit code {_process.ExitCode}")
                + (lastLine.Length > 0 ? $"; last line: {lastLine}" : "")));
    }

    /// <summary>The same after its output turned out to be bad, where it need not end by itself any more.</summary>
    /// <exception cref="JobOpsException">BackupCommandFailed</exception>
    public async Task RequireNoFailureAsync(CancellationToken cancellation)
    {
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            soon.CancelAfter(_settings.Grace);
            await RequireSuccessAsync(soon.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It waits for somebody who reads on: the bad output is the cause.
        }
    }

    /// <summary>Ends it with all that it has started, where it has not ended by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.DisposeAsync();
        if (!_ended)
            await EndAsync();
        var id = _process.Id;
        _tree.End();
        _process.Dispose();
        ChildProcesses.Forget(id);
    }

    Task EndAsync()
    {
        lock (_lock)
            return _ending ??= Task.Run(() => _tree.EndAsync(_settings.Grace));
    }

    static async Task<string> ReadLastLineAsync(Stream errors)
    {
        var kept = "";
        var decoder = new OutputDecoder(ConsoleCodePage.Current);
        var bytes = new byte[4096];
        try
        {
            int count;
            while ((count = await errors.ReadAsync(bytes)) > 0)
            {
                kept += decoder.Decode(bytes.AsSpan(0, count));
                kept = kept.Length > KeptOfErrors ? kept[^KeptOfErrors..] : kept;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe broke with the process; what came before is kept.
        }
        return kept.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
    }
}
