using System.Text.Json.Nodes;
using JobOps.Journal;

namespace JobOps.Runs;

/// <summary>One try of a run by one worker, under one lease.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Worker">Who tried.</param>
/// <param name="StartedAt">When it was claimed.</param>
/// <param name="EndedAt">When it ended; null while it goes on, and for one that was abandoned.</param>
/// <param name="Outcome">The status that it ended with: <c>Scheduled</c> where it failed and another try was to follow,
/// <c>Queued</c> where its worker gave it back, <c>Abandoned</c> where the next worker found it without a lease;
/// null while it goes on.</param>
public sealed record Attempt(int Number, string Worker, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome)
{
    const string Abandoned = "Abandoned";

    // How the journal calls the end of an attempt, and the status that the run had then.
    static readonly Dictionary<string, string> s_ends = new(
        Enum.GetNames<RunStatus>().Select(status => KeyValuePair.Create($"Run{status}", status)))
    {
        ["RunRetryScheduled"] = nameof(RunStatus.Scheduled),
        ["RunReleased"] = nameof(RunStatus.Queued),
    };

    /// <summary>The attempts of a run, as its journal tells them, oldest first.</summary>
    public static IReadOnlyList<Attempt> FromJournal(IEnumerable<JournalEntry> journal)
    {
        var attempts = new List<Attempt>();
        foreach (var entry in journal)
        {
            if (entry.Event == "RunClaimed")
            {
                if (attempts is [.., { Outcome: null } last])
                    attempts[^1] = last with { Outcome = Abandoned };
                var data = JsonNode.Parse(entry.Data)!;
                attempts.Add(new((int)data["attempt"]!, (string)data["worker"]!, entry.At, null, null));
            }
            else if (s_ends.TryGetValue(entry.Event, out var outcome) && attempts.Count > 0)
            {
                attempts[^1] = attempts[^1] with { EndedAt = entry.At, Outcome = outcome };
            }
        }
        return attempts;
    }
}
