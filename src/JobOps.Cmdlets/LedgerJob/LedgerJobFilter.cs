using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>The hashtable of <c>Get-Job -Filter</c>: names of properties of a ledger job, and what they must be.</summary>
sealed class LedgerJobFilter(IReadOnlyDictionary<string, object> entries)
{
    /// <summary>The hashtable as it was typed.</summary>
    public LedgerJobFilter(Hashtable typed)
        : this(typed.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => entry.Value!))
    {
    }

    const string StateEntry = nameof(Job.JobStateInfo.State);

    /// <summary>The runs that are asked for by number; such a run becomes a job of the session if it is none yet.</summary>
    public IEnumerable<long> RunIds =>
        Entry(nameof(LedgerJob.RunId)) is { } value
            && LanguagePrimitives.TryConvertTo<long[]>(value, CultureInfo.InvariantCulture, out var ids)
            ? ids
            : [];

    /// <summary>All entries fit. One that is no property of a ledger job fits none: it is for jobs of other kinds.</summary>
    public bool Fits(LedgerJob job) => entries.All(entry => Fits(job, entry.Key, entry.Value));

    object? Entry(string name) => entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    static bool Fits(LedgerJob job, string name, object wanted)
    {
        var actual = name.Equals(StateEntry, StringComparison.OrdinalIgnoreCase)
            ? job.JobStateInfo.State
            : PSObject.AsPSObject(job).Properties[name]?.Value;
        return actual is not null
            && LanguagePrimitives.ConvertTo<object[]>(wanted).Any(one =>
                WildcardPattern.Get($"{one}", WildcardOptions.IgnoreCase).IsMatch($"{actual}"));
    }
}
