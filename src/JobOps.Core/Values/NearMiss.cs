namespace JobOps.Values;

/// <summary>Guesses which of some names was meant by one that is almost right.</summary>
public static class NearMiss
{
    // A letter missing and a letter too much; more apart is another word.
    const int MostEdits = 2;

    /// <summary>The nearest name, or null where none is near.</summary>
    public static string? Find(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Edits: Edits(typed.ToLowerInvariant(), name.ToLowerInvariant())))
        .Where(candidate => candidate.Edits <= Math.Min(MostEdits, candidate.Name.Length / 2))
        .OrderBy(candidate => candidate.Edits)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>What was expected, with the nearest name as a question behind it.</summary>
    public static string Ask(string expected, string typed, IEnumerable<string> names) =>
        Find(typed, names) is { } meant ? $"{expected}; did you mean '{meant}'?" : expected;

    // Levenshtein's distance, a row at a time.
    static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
