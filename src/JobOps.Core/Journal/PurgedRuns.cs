using System.Globalization;
using System.Text.Json.Nodes;

namespace JobOps.Journal;

/// <summary>The runs that were taken out on record, as the ledger's own chain tells of them.</summary>
public sealed class PurgedRuns
{
    /// <summary>The entry that each batch leaves behind.</summary>
    public const string Event = "RunsPurged";

    readonly Ranges _withChain;
    readonly Ranges _withoutChain;

    /// <param name="entries">The data of the entries.</param>
    public PurgedRuns(IEnumerable<string> entries)
    {
        var batches = entries.Select(data => JsonNode.Parse(data)!)
            .ToLookup(data => (bool?)data["journalStays"] == true, data => (string)data["runs"]!);
        (_withChain, _withoutChain) = (new(batches[false]), new(batches[true]));
    }

    /// <summary>Whether a run was taken out with its chain of the journal.</summary>
    public bool Contains(long runId) => _withChain.Contains(runId);

    /// <summary>Whether a run was taken out of a ledger whose journal is append-only: its chain stays, its notes are gone.</summary>
    public bool HasLeftChain(long runId) => _withoutChain.Contains(runId);

    /// <summary>Numbers in rising order as ranges: <c>1-500,502</c>.</summary>
    public static string Write(IEnumerable<long> runIds)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var runId in runIds)
            if (ranges.Count > 0 && ranges[^1].Last == runId - 1)
                ranges[^1] = (ranges[^1].First, runId);
            else
                ranges.Add((runId, runId));
        return string.Join(',', ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
    }

    sealed class Ranges(IEnumerable<string> texts)
    {
        // Begin and end of each range, in order of the begins.
        readonly List<(long First, long Last)> _ranges = [.. texts.SelectMany(Read).Order()];

        public bool Contains(long number)
        {
            var index = _ranges.BinarySearch((number, long.MaxValue));
            var before = index >= 0 ? index : ~index - 1;
            return before >= 0 && number <= _ranges[before].Last;
        }

        static IEnumerable<(long First, long Last)> Read(string ranges) =>
            ranges.Split(',').Select(range => range.Split('-')).Select(ends =>
                (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[^1], CultureInfo.InvariantCulture)));
    }
}
