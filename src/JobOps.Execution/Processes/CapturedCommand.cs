using System.Collections.Concurrent;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>A command that is no step of a run: it only looks at something.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="StandardOutput">What it printed, secrets masked, without the line breaks at its end.</param>
/// <param name="Lines">What it printed on both streams, secrets masked; the first of them, where they are many.</param>
/// <param name="Truncated">It printed more than is kept.</param>
sealed record CapturedCommand(int ExitCode, string StandardOutput, IReadOnlyList<string> Lines, bool Truncated)
{
    /// <summary>Characters of its output that are kept.</summary>
    public const int OutputCap = 1024 * 1024;

    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>Its last line on standard error, or on standard output where there is none.</summary>
    public string LastLine { get; init; } = "";

    /// <summary>Executes it.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="folder">Where it is executed, absolute.</param>
    /// <param name="variables">Added to its environment.</param>
    /// <param name="mask">Takes secrets out of what it prints.</param>
    /// <param name="cancellation">Ends it with all that it started.</param>
    /// <param name="pass">Is given each piece of its standard output, however long it is in all; null for none.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <returns>Null where there is no such program.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be executed; also IOException, BatchArgumentException.</exception>
    public static async Task<CapturedCommand?> RunAsync(
        IReadOnlyList<string> words, string folder, IReadOnlyDictionary<string, string> variables, SecretMask mask,
        CancellationToken cancellation, Action<ReadOnlyMemory<byte>>? pass = null, byte[]? input = null)
    {
        if (ExecutableFinder.Find(words[0], folder) is not { } program)
            return null;
        var first = new FirstLines(pass);
        await using var log = SilentLog.For(mask, first);
        var output = new OutputCapture(log, stepName: null, OutputCap);
        var exitCode = await CommandRunner.RunAsync(
            new(program, [.. words.Skip(1)], folder, variables, StepCookie.New(Guid.Empty, 0, "look"), Shielded: true, Input: input),
            output, s_grace, cancellation);
        return new(exitCode, mask.Apply(output.StandardOutput.TrimEnd()), [.. first.Lines], output.Truncated)
        {
            LastLine = output.LastLine,
        };
    }

    sealed class FirstLines(Action<ReadOnlyMemory<byte>>? pass) : IRunObserver
    {
        const int Most = 1000;

        public ConcurrentQueue<string> Lines { get; } = [];

        public void Line(LogLine line)
        {
            if (Lines.Count < Most)
                Lines.Enqueue(line.Text);
        }

        public Action<ReadOnlyMemory<byte>>? Passing(long runId, LogStream stream) => stream == LogStream.Output ? pass : null;
    }
}
