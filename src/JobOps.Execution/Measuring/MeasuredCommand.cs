using System.ComponentModel;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Measurements;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>A program that is started again and again, without a shell; timed from its start until it has ended and all of its output
/// is read.</summary>
public sealed class MeasuredCommand : IMeasured
{
    // For the last line, which an error quotes.
    const int KeptOutput = 4096;

    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    readonly CommandLine _command;
    readonly TimeProvider _time;

    /// <param name="words">The program and its arguments.</param>
    /// <param name="folder">In which it is executed, absolute.</param>
    /// <param name="time">The clock; null for that of this machine.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid, MeasuredCommandNotFound</exception>
    public MeasuredCommand(IReadOnlyList<string> words, string folder, TimeProvider? time = null)
    {
        if (words.Count == 0 || words[0].Length == 0)
            throw new JobOpsException(Error.MeasuringPlanInvalid("the command", "a program and its arguments", "no program"));
        var program = ExecutableFinder.Find(words[0], folder)
            ?? throw new JobOpsException(Error.MeasuredCommandNotFound(words[0]));
        _time = time ?? TimeProvider.System;
        _command = new(
            program, [.. words.Skip(1)], folder, new Dictionary<string, string>(), StepCookie.New(Guid.Empty, 0, "measure"),
            Shielded: true);
        Target = CommandWords.Write(words);
    }

    /// <inheritdoc/>
    public MeasuredSource Source => MeasuredSource.Command;

    /// <inheritdoc/>
    public string Target { get; }

    /// <inheritdoc/>
    public async Task<Reading> TakeAsync(CancellationToken cancellation)
    {
        var counted = new CountedOutput();
        await using var log = SilentLog.For(new([]), counted);
        var output = new OutputCapture(log, stepName: null, KeptOutput);
        var began = _time.GetTimestamp();
        try
        {
            var exitCode = await CommandRunner.RunAsync(_command, output, s_grace, cancellation);
            return new()
            {
                Began = began, Ended = _time.GetTimestamp(), Status = exitCode, Bytes = counted.Bytes,
                Error = exitCode == 0 ? null : FailureWords.ExitCode(exitCode), Detail = output.LastLine,
            };
        }
        catch (Exception exception) when (exception is Win32Exception or BatchArgumentException)
        {
            return new() { Began = began, Ended = _time.GetTimestamp(), Error = "cannot be executed", Detail = exception.Message };
        }
    }

    /// <summary>Nothing of it is left.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    sealed class CountedOutput : IRunObserver
    {
        long _bytes;

        public long Bytes => Interlocked.Read(ref _bytes);

        public Action<ReadOnlyMemory<byte>> Passing(long runId, LogStream stream) => bytes => Interlocked.Add(ref _bytes, bytes.Length);

        public void Line(LogLine line)
        {
            // Only how much it is counts.
        }
    }
}
