using System.Text.Json.Nodes;
using JobOps.Agent.Tests.Support;
using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// A job each of whose steps leaves a line when it is executed, whatever becomes of its worker; and the comparison of
/// those lines with what the ledger remembers.
/// </summary>
static class CountedJob
{
    const string Name = "counted";

    static readonly HashSet<string> s_ends = ["RunSucceeded", "RunFailed", "RunCancelled", "RunUnknown"];

    /// <summary>Registers it with so many steps, and leaves so many runs of it to workers.</summary>
    /// <param name="shop">Where.</param>
    /// <param name="runs">How many.</param>
    /// <param name="steps">How many each.</param>
    /// <param name="also">What each step does besides: a command of sh.</param>
    /// <param name="undo">Whether each step can be undone, which leaves a line, too.</param>
    public static async Task EnqueueAsync(Workshop shop, int runs, int steps = 2, string also = ":", bool undo = false)
    {
        var definitions = Enumerable.Range(1, steps).Select(step => $$$"""
            {
              "name": "s{{{step}}}",
              "command": ["sh", "-c", "echo $1 s{{{step}}} >> executed; {{{also}}}", "sh", "${run.id}"]{{{(undo ? Undo(step) : "")}}}
            }
            """);
        await shop.RegisterAsync(Name, $"\"steps\": [{string.Join(',', definitions)}]");
        await using var ledger = await shop.OpenLedgerAsync();
        await ledger.Requests.EnqueueAsync([.. Enumerable.Repeat(new RunRequest { JobName = Name, JobVersion = 1 }, runs)]);
    }

    static string Undo(int step) => $$$"""
        , "undo": { "command": ["sh", "-c", "echo $1 s{{{step}}} >> undone", "sh", "${run.id}"] }
        """;

    /// <summary>So many journal entries does it have, of all runs together: how far the work has come.</summary>
    public static Task<long> ProgressAsync(Workshop shop) =>
        RawLedger.ScalarAsync(shop, "SELECT COALESCE(SUM(Sequence), 0) FROM jobops.JournalHead WHERE RunId > 0");

    public static async Task<bool> IsAnyLeftAsync(ILedger ledger) =>
        (await ledger.Runs.GetAsync(
            new() { Statuses = [RunStatus.Scheduled, RunStatus.Queued, RunStatus.Running], Limit = 1 })).Count > 0
        || (await ledger.Outbox.GetAsync(1)).Count > 0;

    /// <summary>
    /// Every run has ended once, as Succeeded; a step that has succeeded was not started again; and none was executed
    /// more often than its start was written down.
    /// </summary>
    /// <param name="shop">Where.</param>
    /// <param name="runs">How many there have to be.</param>
    /// <param name="exactlyOnce">No step was cut off: each was executed once.</param>
    /// <param name="kind">Of the runs.</param>
    public static async Task CheckAsync(Workshop shop, int runs, bool exactlyOnce = false, RunKind kind = RunKind.Job)
    {
        await using var ledger = await shop.OpenLedgerAsync();
        var verdict = await ledger.Journal.VerifyAsync();
        Assert.True(verdict.Valid, verdict.Problem);
        var all = (await ledger.Runs.GetAsync(new() { Limit = 3 * runs })).Where(run => run.Kind == kind).ToList();
        Assert.Equal(runs, all.Count);
        var executed = Lines(shop, "executed");
        foreach (var run in all)
        {
            Assert.Equal(RunStatus.Succeeded, run.Status);
            var journal = await ledger.Journal.GetAsync(run.RunId);
            Assert.Single(journal, entry => s_ends.Contains(entry.Event));
            foreach (var (step, events) in StepEvents(journal))
            {
                Assert.Equal(events.Count - 1, events.IndexOf("StepSucceeded"));
                Assert.InRange(
                    executed.GetValueOrDefault($"{run.RunId} {step}"), 1, exactlyOnce ? 1 : events.Count(name => name == "StepStarted"));
            }
        }
    }

    /// <summary>What each step of a run went through, in order, until the run ended.</summary>
    public static IEnumerable<(string Step, List<string> Events)> StepEvents(IEnumerable<JournalEntry> journal) =>
        journal.Select(entry => (Step: (string?)JsonNode.Parse(entry.Data)!["step"], entry.Event))
            .Where(entry => entry is { Step: not null, Event: not "StepUndo" })
            .GroupBy(entry => entry.Step!, (step, entries) => (step, entries.Select(entry => entry.Event).ToList()));

    /// <summary>How often each line stands in a file.</summary>
    public static Dictionary<string, int> Lines(Workshop shop, string file) =>
        File.ReadLines(shop.PathOf(file)).CountBy(line => line).ToDictionary();
}
