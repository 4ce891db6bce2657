using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>
/// What a progress bar says, in one line, because PowerShell's usual view shows no other: what is done, for how long, and
/// how far it is or what it printed last.
/// </summary>
/// <param name="Doing">What is done now: <c>Step 2 of 3: switch</c>.</param>
sealed partial record ProgressText(string Doing)
{
    // Wider than most terminals; PowerShell cuts the rest anyway, after it has copied it.
    const int LongestDetail = 200;

    /// <summary>Since when, by this machine's clock; null where that tells nothing.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What changes too often to be read each time: a count, the last line of output. Holds no secret.</summary>
    public string? Detail { get; init; }

    /// <summary>How much is done, 0 to 100; -1 where it is not known.</summary>
    public int Percent { get; init; } = -1;

    /// <summary>A step that is executed.</summary>
    /// <param name="number">1 for the first.</param>
    /// <param name="count">How many steps there are; 0 where it is not known.</param>
    /// <param name="name">Its name.</param>
    public static ProgressText Step(int number, int count, string name) => count > 0
        ? new($"Step {number} of {count}: {name}") { Percent = Math.Clamp(100 * (number - 1) / count, 0, 100) }
        : new($"Step {number}: {name}");

    /// <summary>The line as it is at a moment: <c>Step 2 of 3: switch · 0:12 · copying</c>.</summary>
    public string At(DateTimeOffset now) =>
        string.Join(" · ", new[] { Visible.Line(Doing), Elapsed(now), Plain(Detail) }.Where(part => part.Length > 0));

    string Elapsed(DateTimeOffset now)
    {
        if (Since is not { } since)
            return "";
        // Rounded: a clock that ticks a moment early must not show a second twice and leave the next one out.
        var time = TimeSpan.FromSeconds(Math.Max(0, Math.Round((now - since).TotalSeconds)));
        return time.TotalHours < 1
            ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
            : FormattableString.Invariant($"{(int)time.TotalHours}:{time:mm\\:ss}");
    }

    /// <summary>Without what would move the cursor or colour the rest of the screen.</summary>
    static string Plain(string? text)
    {
        if (text is null)
            return "";
        var plain = Visible.Line(ControlSequence().Replace(text, " ").Trim());
        return plain.Length <= LongestDetail ? plain : plain[..LongestDetail];
    }

    // A sequence is left out whole: in a bar its letters would only be in the way.
    [GeneratedRegex(@"(\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*[\x07\x1b]\\?)|[\p{Cc}\uFFFD])+", RegexOptions.CultureInvariant)]
    private static partial Regex ControlSequence();
}
