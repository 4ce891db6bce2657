using System.Text.Json;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Ledger;

public sealed class JournalDigestTests
{
    static readonly DateTimeOffset s_taken = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_ends_of_chains_come_back_as_they_were_packed()
    {
        JournalHead[] heads = [Head(0, 300), Head(1, 1), Head(127, 127), Head(128, 128), Head(9_000_000_000, 1_000_000)];
        var packed = new DigestHeads(keep: true);
        foreach (var head in heads)
            packed.Add(head);

        var read = DigestHeads.Read(packed.ToBase64()).ToList();

        Assert.Equal(heads.Select(head => (head.RunId, head.Sequence, head.Hash[..32])),
            read.Select(head => (head.RunId, head.Sequence, head.Hash)));
        Assert.Equal((5, 1_000_556), (packed.Chains, packed.Entries));
    }

    [Fact]
    public void A_chain_takes_eighteen_bytes()
    {
        var packed = new DigestHeads(keep: true);
        for (var runId = 0; runId < 1000; runId++)
            packed.Add(Head(runId, 5));

        Assert.Equal(18_000, Convert.FromBase64String(packed.ToBase64()).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_digest_is_read_whatever_the_case_of_its_members(bool camelCase)
    {
        var digest = Digest(Head(0, 2), Head(1, 5));
        var json = camelCase ? LedgerJson.Write(digest) : JsonSerializer.Serialize(digest);

        Assert.Equal(digest, JournalDigest.Read(json, "here"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{ "ledgerId": "x" }""")]
    public void What_is_no_digest_is_refused(string json) =>
        Assert.Equal("DigestInvalid", Assert.Throws<JobOpsException>(() => JournalDigest.Read(json, "here")).Error.Id);

    [Fact]
    public void A_digest_that_was_damaged_or_does_not_say_what_it_covers_is_refused()
    {
        var digest = Digest(Head(0, 2), Head(1, 5));
        JournalDigest[] damaged =
        [
            digest with { Sha256 = new('0', 64) },
            digest with { Entries = 8 },
            digest with { Chains = 1 },
            digest with { Heads = digest.Heads[..^4] },
            digest with { Heads = "!" + digest.Heads[1..] },
            digest with { Heads = Digest(Head(0, 2), Head(1, 6)).Heads },
        ];

        Assert.All(damaged, each => Assert.Equal(
            "DigestInvalid", Assert.Throws<JobOpsException>(() => each.Require("here")).Error.Id));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_names_it()
    {
        var error = Assert.Throws<JobOpsException>(() => JournalDigest.ReadFile("/no/such/digest.json")).Error;

        Assert.Equal(("DigestInvalid", "/no/such/digest.json"), (error.Id, error.Target));
    }

    // Numbers are given before the commit: a run below the last one may be missing from a digest, if it is of that time.
    [Theory]
    [InlineData(-1, true)]
    [InlineData(-600, false)]
    [InlineData(600, false)]
    public void A_run_below_the_last_one_that_the_digest_lacks_is_of_that_time_or_was_put_in_later(int minutes, bool fits)
    {
        using var check = new JournalCheck(
            new(), Digest(Head(Chain(0, s_taken)), Head(Chain(2, s_taken))), new PurgedRuns([]));
        foreach (var entry in (JournalEntry[])[Chain(0, s_taken), Chain(1, s_taken.AddMinutes(minutes)), Chain(2, s_taken)])
            check.Add(entry, Head(entry));
        check.Finish([]);

        Assert.Equal(fits, check.Suspects.Count == 0);
        Assert.All(check.Suspects, suspect => Assert.Equal((1L, true), (suspect.Problem.RunId, suspect.Certain)));
    }

    [Fact]
    public void Runs_that_were_purged_are_known_by_their_ranges()
    {
        Assert.Equal("1-3,5,9-10", PurgedRuns.Write([1, 2, 3, 5, 9, 10]));
        var purged = new PurgedRuns(["""{"runs":"20-29"}""", """{"runs":"1-3,5,9-10"}"""]);

        Assert.Equal([1, 2, 3, 5, 9, 10, .. Enumerable.Range(20, 10)], Enumerable.Range(0, 40).Where(runId => purged.Contains(runId)));
    }

    [Fact]
    public void A_purge_that_left_the_journal_as_it_is_tells_of_chains_that_stay()
    {
        var purged = new PurgedRuns(["""{"runs":"1-2"}""", """{"runs":"4-5","journalStays":true}"""]);

        Assert.Equal([1, 2], Enumerable.Range(0, 9).Where(runId => purged.Contains(runId)));
        Assert.Equal([4, 5], Enumerable.Range(0, 9).Where(runId => purged.HasLeftChain(runId)));
    }

    static JournalHead Head(long runId, long sequence) => new(runId, sequence, JournalEntry.ComputeHash(
        JournalEntry.GenesisHash, runId, sequence, s_taken, "me", "E", "{}"));

    static JournalHead Head(JournalEntry entry) => new(entry.RunId, entry.Sequence, entry.Hash);

    static JournalEntry Chain(long runId, DateTimeOffset at) => new(
        runId, 1, at, "me", "E", "{}", JournalEntry.ComputeHash(JournalEntry.GenesisHash, runId, 1, at, "me", "E", "{}"));

    static JournalDigest Digest(params JournalHead[] heads)
    {
        var packed = new DigestHeads(keep: true);
        foreach (var head in heads)
            packed.Add(head);
        return new()
        {
            LedgerId = Guid.Empty,
            TakenAt = s_taken,
            Chains = packed.Chains,
            Entries = packed.Entries,
            Sha256 = packed.Sha256(),
            Heads = packed.ToBase64(),
        };
    }
}
