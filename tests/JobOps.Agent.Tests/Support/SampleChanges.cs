using System.Globalization;
using JobOps.Changes;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Agent.Tests.Support;

/// <summary>Changes, written into a ledger without a process of their own.</summary>
static class SampleChanges
{
    public static async Task<ChangeId> OpenAsync(ILedger ledger, string scope) => (await ledger.Changes.OpenAsync(new()
    {
        Title = "Cache the page",
        Owner = "shop team",
        ExpectedResult = "It is fast.",
        RollbackNote = "Set it to 0.",
        Scope = [scope],
        CurrentBehavior = new() { Route = "/shop", ExpectedInput = "a number", SlowQuery = "GET /shop", NoticedAt = "the title" },
    })).ChangeId;

    /// <summary>One with times around a number before, applied by hand, and with times around another after.</summary>
    public static async Task<ChangeId> MeasuredAsync(ILedger ledger, string scope, double before, double after, int count = 30)
    {
        var changeId = await OpenAsync(ledger, scope);
        await ledger.Baselines.AddAsync(PhaseOf(changeId, Phase.Before, Times(before, count)));
        await ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Applied, command: "vi site.conf");
        await ledger.Baselines.AddAsync(PhaseOf(changeId, Phase.After, Times(after, count)));
        return changeId;
    }

    /// <summary>Times around a number, without a drift.</summary>
    public static IReadOnlyList<double> Times(double around, int count = 30) =>
        [.. Enumerable.Range(1, count).Select(index => around + index * 7 % 11)];

    /// <summary>The same as lines of a text.</summary>
    public static string Lines(double around, int count = 30) =>
        string.Join('\n', Times(around, count).Select(time => time.ToString(CultureInfo.InvariantCulture)));

    static MeasuredPhase PhaseOf(ChangeId changeId, Phase phase, IReadOnlyList<double> times) => new(
        new() { ChangeId = changeId, Phase = phase, Source = MeasuredSource.Input, Target = "numbers in ms", Count = times.Count },
        [.. times.Select((time, index) => new Sample { DueMs = index, Value = time })]);
}
