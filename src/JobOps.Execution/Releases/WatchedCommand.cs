using System.Text.RegularExpressions;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>
/// What a program prints while it runs, as <c>journalctl -f</c> and <c>docker logs -f</c> do: old lines with their times, then new ones.
/// </summary>
sealed class WatchedCommand(string name, IReadOnlyList<string> words, string folder, Regex pattern, WatchWindow window, SecretMask mask)
    : WatchedLog(name, pattern, window, mask), IRunObserver
{
    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>The journal of a unit.</summary>
    public static WatchedCommand OfUnit(string unit, string folder, Regex pattern, WatchWindow window, SecretMask mask) => new(
        unit,
        ["journalctl", "--unit", unit, "--since", $"@{window.From.ToUnixTimeSeconds()}", "--output", "short-iso", "--no-pager", "--follow"],
        folder, pattern, window, mask);

    public override async Task FollowAsync(CancellationToken cancellation)
    {
        if (ExecutableFinder.Find(words[0], folder) is not { } program)
        {
            Fail($"there is no program '{words[0]}' here");
            return;
        }
        await using var log = SilentLog.For(new([]), this);
        var output = new OutputCapture(log, stepName: null, cap: 1024);
        var exitCode = await CommandRunner.RunAsync(
            new(program, [.. words.Skip(1)], folder, new Dictionary<string, string>(), StepCookie.New(Guid.Empty, 0, "watch"),
                Shielded: true),
            output, s_grace, cancellation);
        Fail($"'{words[0]}' ended with exit code {exitCode} and is not followed any more");
    }

    void IRunObserver.Line(LogLine line) => Take(line.Text, isNew: true);
}
