using JobOps.Journal;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_digest_fits_however_many_entries_were_added_since()
    {
        var lease = await EnqueueAndClaimAsync();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        await EnqueueAsync();

        var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);

        Assert.True(verdict.Valid, verdict.Problem);
        Assert.Equal((kept.TakenAt, kept.Entries), (verdict.DigestTakenAt, verdict.DigestEntries));
        Assert.True(verdict.Entries > kept.Entries);
        Assert.NotEqual(kept.Sha256, verdict.Digest);
    }

    [Fact]
    public async Task Its_short_form_is_what_a_verification_prints_at_the_same_moment()
    {
        await EnqueueAsync();

        var digest = await Ledger.Journal.GetDigestAsync(Cancellation);

        var verdict = await Ledger.Journal.VerifyAsync(Cancellation);
        Assert.Equal((verdict.Digest, verdict.Chains, verdict.Entries), (digest.Sha256, digest.Chains, digest.Entries));
        Assert.Equal(Ledger.Info.LedgerId, digest.LedgerId);
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_with_new_hashes_shows_by_the_digest_alone()
    {
        var lease = await EnqueueAndClaimAsync();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        await WriteAnewAsync(lease.RunId, actor: "somebody-else");

        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
        var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);

        Assert.False(verdict.Valid);
        Assert.Equal((lease.RunId, 2L), (verdict.RunId, verdict.Sequence));
        Assert.Contains("written anew", verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_was_cut_short_with_its_head_shows_by_the_digest_alone()
    {
        var lease = await EnqueueAndClaimAsync();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        await TamperAsync($"DELETE FROM jobops.Journal WHERE RunId = {lease.RunId} AND Sequence = 2");
        var first = (await Ledger.Journal.GetAsync(lease.RunId, Cancellation))[0];
        await TamperAsync($"UPDATE jobops.JournalHead SET Sequence = 1, Hash = '{first.Hash}' WHERE RunId = {lease.RunId}");

        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
        var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);

        Assert.Equal((false, lease.RunId, 2L), (verdict.Valid, verdict.RunId, verdict.Sequence));
    }

    [Fact]
    public async Task A_run_that_was_taken_out_with_all_that_belongs_to_it_shows_by_the_digest_alone()
    {
        var run = await EnqueueAsync();
        await EnqueueAsync();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        foreach (var table in (string[])["Journal", "JournalHead", "RunPayload", "Run"])
            await TamperAsync($"DELETE FROM jobops.{table} WHERE RunId = {run.RunId}");

        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
        var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);

        Assert.Equal((false, run.RunId, 1L), (verdict.Valid, verdict.RunId, verdict.Sequence));
        Assert.Contains("whole chain", verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_of_another_ledger_is_refused()
    {
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation) with { LedgerId = Guid.NewGuid() };

        var error = await ErrorOfAsync(() => Ledger.Journal.VerifyAsync(kept, Cancellation));

        Assert.Equal("DigestOfAnotherLedger", error.Id);
    }

    [Fact]
    public async Task Digests_and_verifications_are_right_while_others_write()
    {
        var job = await RegisterAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writers = Enumerable.Range(0, 3).Select(_ => WriteUntilAsync(enough.Token)).ToList();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);

        for (var look = 0; look < 5; look++)
        {
            var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);
            Assert.True(verdict.Valid, verdict.Problem);
            kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        }

        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(writers), count => Assert.NotEqual(0, count));

        async Task<int> WriteUntilAsync(CancellationToken stop)
        {
            var count = 0;
            do
            {
                var run = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
                await Ledger.Requests.StopAsync(run.RunId, null, Cancellation);
                count++;
            }
            while (!stop.IsCancellationRequested);
            return count;
        }
    }

    /// <summary>What somebody does who may write to the database and knows how the hashes are made.</summary>
    async Task WriteAnewAsync(long runId, string actor)
    {
        var hash = JournalEntry.GenesisHash;
        foreach (var entry in await Ledger.Journal.GetAsync(runId, Cancellation))
        {
            hash = JournalEntry.ComputeHash(hash, runId, entry.Sequence, entry.At, actor, entry.Event, entry.Data);
            await TamperAsync($"UPDATE jobops.Journal SET Actor = '{actor}', Hash = '{hash}' WHERE RunId = {runId} "
                + $"AND Sequence = {entry.Sequence}");
        }
        await TamperAsync($"UPDATE jobops.JournalHead SET Hash = '{hash}' WHERE RunId = {runId}");
    }
}
