using System.Text.RegularExpressions;

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

    /// <summary>The words that claim it; null where none do.</summary>
    public static string? Find(string text)
    {
        foreach (Match claim in Claim().Matches(text))
        {
            // A wish reaches to the end of its sentence, not into the next one.
            var before = text[..claim.Index];
            var sentence = before[(before.LastIndexOfAny(['.', ';', '!', '?', '\n', ':']) + 1)..];
            if (!Word().Matches(sentence).TakeLast(WordsBefore).Any(word => s_noClaim.Contains(word.Value)))
                return claim.Value;
        }
        return null;
    }

    [GeneratedRegex(
        @"\b(faster|quicker|speedier|improved|improves|improvement|better|sped up|speeds up|accelerated|halved|shortened|reduced|lowered"
        + @"|cut (?:by|down|from|in half)|(?:fewer|less) (?:errors|time|calls|queries|latency)|no longer slow|snappier)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Claim();

    [GeneratedRegex(@"[\w'’]+")]
    private static partial Regex Word();
}
