using System.Text.RegularExpressions;
using JobOps.Measurements;

namespace JobOps.Changes;

/// <summary>Whether a text says that something has become better: a note may say so only where the measurements do.</summary>
public static partial class ImprovementClaim
{
    // What stands before the word takes the claim back, or makes a wish of it.
    const int WordsBefore = 4;

    static readonly HashSet<string> s_noClaim = new(StringComparer.OrdinalIgnoreCase)
    {
        "not", "no", "nor", "never", "without", "to", "should", "could", "would", "may", "might", "must", "if", "whether", "hope",
        "hoped", "hoping", "expected", "expect", "expects", "wanted", "want", "try", "tried", "trying", "for", "isn't", "wasn't", "didn't",
        "doesn't", "cannot", "can't", "nothing",
    };

    /// <summary>The words that claim more than was measured: an improvement where the primary metric shows none, or a greater one than
    /// any metric shows; null where there are none.</summary>
    /// <param name="text">What a person says of a change.</param>
    /// <param name="metrics">A comparison a metric, the primary first; empty where nothing was compared.</param>
    public static string? FindUnshown(string text, IReadOnlyList<Comparison> metrics) =>
        metrics is [{ Verdict: ComparisonVerdict.Better }, ..]
            ? ClaimedAmount.In(text)
                .FirstOrDefault(amount => !IsTakenBack(text, amount.Index) && !metrics.Any(amount.IsShownBy)).Words
            : Find(text);

    /// <summary>The words that claim it; null where none do.</summary>
    public static string? Find(string text) =>
        Claim().Matches(text).FirstOrDefault(claim => !IsTakenBack(text, claim.Index))?.Value;

    static bool IsTakenBack(string text, int index)
    {
        // A wish reaches to the end of its sentence, not into the next one.
        var before = text[..index];
        var sentence = before[(before.LastIndexOfAny(['.', ';', '!', '?', '\n', ':']) + 1)..];
        return Word().Matches(sentence).TakeLast(WordsBefore).Any(word => s_noClaim.Contains(word.Value));
    }

    [GeneratedRegex(
        @"\b(faster|quicker|speedier|improved|improves|improvement|better|sped up|speeds up|accelerated|halved|shortened|reduced|lowered"
        + @"|cut (?:by|down|from|in half)|(?:fewer|less) (?:errors|time|calls|queries|latency)|no longer slow|snappier)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Claim();

    [GeneratedRegex(@"[\w'’]+")]
    private static partial Regex Word();
}
