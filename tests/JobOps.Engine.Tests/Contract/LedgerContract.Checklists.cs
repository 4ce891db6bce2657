using JobOps.Checklists;
using JobOps.Errors;

namespace JobOps.Engine.Tests.Contract;

// Checklists that were gone through.
public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_checklist_is_kept_with_who_answered_and_when()
    {
        var change = await Ledger.Changes.OpenAsync(SampleChange($"/checked/{Guid.NewGuid()}"), Cancellation);
        var name = $"ship-{Guid.NewGuid():N}";
        var before = await Ledger.NowAsync(Cancellation);
        var answered = new Attestation("nothing in the logs") { EvidenceFile = "/tmp/shot.png", EvidenceSha256 = "ab" };

        var first = await Ledger.ChecklistResults.AddAsync(SampleResult(name) with { ChangeId = change.ChangeId }, Cancellation);
        var second = await Ledger.ChecklistResults.AddAsync(
            SampleResult(name) with
            {
                ChangeId = change.ChangeId, Passed = true,
                Items = [Item("logs") with { Status = ChecklistItemStatus.Attested, Attestation = answered }],
            },
            Cancellation);
        var found = await Ledger.ChecklistResults.GetAsync(name.ToUpperInvariant(), change.ChangeId, cancellation: Cancellation);

        Assert.Equal([second.ChecklistResultId, first.ChecklistResultId], found.Select(one => one.ChecklistResultId));
        Assert.Equal((true, false), (found[0].Passed, found[1].Passed));
        var given = found[0].Items[0].Attestation!;
        Assert.Equal(answered with { By = found[0].PerformedBy, At = found[0].PerformedAt }, given);
        Assert.InRange(found[0].PerformedAt, before, found[0].ReadAt);
        Assert.Equal(change.ChangeId, found[0].ChangeId);
        Assert.Single(await Ledger.ChecklistResults.GetAsync(name, limit: 1, cancellation: Cancellation));
        Assert.Contains(
            await Ledger.Journal.GetAsync(change.ChangeId.JournalChain, Cancellation),
            entry => entry.Event == "ChecklistFailed" && entry.Data.Contains("\"failed\":[\"there\"]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_of_an_earlier_time_stays_whose_it_was()
    {
        var earlier = new Attestation("seen") { By = "anna", At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        var name = $"list-{Guid.NewGuid():N}";

        await Ledger.ChecklistResults.AddAsync(
            SampleResult(name) with { Items = [Item("logs") with { Attestation = earlier }] }, Cancellation);

        Assert.Equal(
            earlier, (await Ledger.ChecklistResults.GetAsync(name, cancellation: Cancellation))[0].Items[0].Attestation);
    }

    [Fact]
    public async Task A_checklist_of_an_unknown_change_is_not_kept()
    {
        var name = $"list-{Guid.NewGuid():N}";

        var refused = await ErrorOfAsync(() => Ledger.ChecklistResults.AddAsync(
            SampleResult(name) with { ChangeId = new(987654321) }, Cancellation));

        Assert.Equal(nameof(Error.ChangeNotFound), refused.Id);
        Assert.Empty(await Ledger.ChecklistResults.GetAsync(name, cancellation: Cancellation));
    }

    static ChecklistResult SampleResult(string name) => new()
    {
        ChecklistName = name, Owner = "shop team", File = "/srv/ship.checklist.json", Hash = "a", Items = [Item("there")],
    };

    static ChecklistItemResult Item(string name) => new()
    {
        Name = name, Title = "It is there.", Kind = "command", Status = ChecklistItemStatus.Failed, Actual = "it is not", ItemHash = "b",
    };
}
