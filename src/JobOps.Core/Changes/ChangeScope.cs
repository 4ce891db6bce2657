namespace JobOps.Changes;

/// <summary>
/// Whether two changes alter the same. An entry of a scope is a route, a path, the name of a job or a key. It stands for itself and,
/// where it is a path, for what lies below it; <c>*</c> stands for whatever follows. Case does not matter.
/// </summary>
public static class ChangeScope
{
    /// <summary>The first pair of entries that overlap, one of each scope; null where none does.</summary>
    public static (string Mine, string Theirs)? FindOverlap(IEnumerable<string> mine, IReadOnlyList<string> theirs)
    {
        foreach (var entry in mine)
            if (theirs.FirstOrDefault(other => Overlap(entry, other)) is { } other)
                return (entry, other);
        return null;
    }

    static bool Overlap(string one, string other)
    {
        var (a, b) = (Part.Of(one), Part.Of(other));
        return a.Covers(b) || b.Covers(a);
    }

    /// <param name="Text">What it begins with, in one form.</param>
    /// <param name="Open">Whether anything may follow.</param>
    readonly record struct Part(string Text, bool Open)
    {
        public static Part Of(string entry)
        {
            var text = entry.Trim().Replace('\\', '/').ToLowerInvariant();
            var star = text.IndexOf('*', StringComparison.Ordinal);
            return star >= 0 ? new(text[..star], Open: true) : new(text.Length > 1 ? text.TrimEnd('/') : text, Open: false);
        }

        public bool Covers(Part other)
        {
            if (Open)
                return other.Text.StartsWith(Text, StringComparison.Ordinal) || (other.Text + "/" == Text);
            return other.Text == Text
                || (Text.Contains('/', StringComparison.Ordinal)
                    && other.Text.StartsWith(Text.TrimEnd('/') + "/", StringComparison.Ordinal));
        }
    }
}
