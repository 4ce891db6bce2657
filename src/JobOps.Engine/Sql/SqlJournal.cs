using JobOps.Errors;
using JobOps.Journal;

namespace JobOps.Engine.Sql;

sealed class SqlJournal(ILedgerStore store, LedgerIdentity identity) : IJournal
{
    const string EntryColumns = "j.RunId, j.Sequence, j.At, j.Actor, j.Event, j.Data, j.Hash";

    const string HeadColumns = "h.Sequence AS HeadSequence, h.Hash AS HeadHash";

    static readonly Statement s_chain =
        $"SELECT {EntryColumns} FROM jobops.Journal AS j WHERE j.RunId = @runId ORDER BY j.Sequence";

    // Entries and heads by one statement: where a statement sees one moment, both are of that moment.
    static readonly Statement s_entries =
        $"""
        SELECT {EntryColumns}, {HeadColumns}
        FROM jobops.Journal AS j LEFT JOIN jobops.JournalHead AS h ON h.RunId = j.RunId ORDER BY j.RunId, j.Sequence
        """;

    static readonly Statement s_chainWithHead =
        $"""
        SELECT {EntryColumns}, {HeadColumns}
        FROM jobops.Journal AS j LEFT JOIN jobops.JournalHead AS h ON h.RunId = j.RunId WHERE j.RunId = @runId ORDER BY j.Sequence
        """;

    internal static readonly Statement Heads = "SELECT RunId, Sequence, Hash FROM jobops.JournalHead ORDER BY RunId";

    static readonly Statement s_withoutEntries =
        """
        SELECT h.RunId FROM jobops.JournalHead AS h
        WHERE NOT EXISTS (SELECT 1 FROM jobops.Journal AS j WHERE j.RunId = h.RunId)
        UNION
        SELECT r.RunId FROM jobops.Run AS r
        WHERE NOT EXISTS (SELECT 1 FROM jobops.JournalHead AS h WHERE h.RunId = r.RunId)
        UNION
        SELECT c.ChangeId + 4503599627370496 FROM jobops.Change AS c
        WHERE NOT EXISTS (SELECT 1 FROM jobops.JournalHead AS h WHERE h.RunId = c.ChangeId + 4503599627370496)
        """;

    static readonly Statement s_noteDocuments = "SELECT NoteId, Document FROM jobops.ChangeNote";

    static readonly Statement s_noteDocumentsOfChain =
        "SELECT NoteId, Document FROM jobops.ChangeNote WHERE RunId = @runId OR ChangeId = @runId - 4503599627370496";

    static readonly Statement s_baselines =
        """
        SELECT b.BaselineId, b.Document, s.Samples FROM jobops.Baseline AS b
        LEFT JOIN jobops.BaselineSamples AS s ON s.BaselineId = b.BaselineId ORDER BY b.BaselineId, s.Part
        """;

    static readonly Statement s_baselinesOfChain =
        """
        SELECT b.BaselineId, b.Document, s.Samples FROM jobops.Baseline AS b
        LEFT JOIN jobops.BaselineSamples AS s ON s.BaselineId = b.BaselineId
        WHERE b.ChangeId = @runId - 4503599627370496 ORDER BY b.BaselineId, s.Part
        """;

    // What the chain of the whole ledger tells of, and those of changes. None of it is ever taken out.
    static readonly (Statement Statement, Func<DocumentRow, string> Name)[] s_documents =
    [
        (
            """
            SELECT j.Name, CAST(v.Version AS bigint) AS Number, v.Definition AS Text
            FROM jobops.JobVersion AS v JOIN jobops.Job AS j ON j.JobId = v.JobId
            """,
            row => StoredContents.Job(row.Name, row.Number)),
        (
            """
            SELECT e.Name, CAST(v.Version AS bigint) AS Number, v.Content AS Text
            FROM jobops.EnvironmentVersion AS v JOIN jobops.Environment AS e ON e.EnvironmentId = v.EnvironmentId
            """,
            row => StoredContents.Environment(row.Name, row.Number)),
        (
            "SELECT ChecklistResultId AS Number, Document AS Text FROM jobops.ChecklistResult",
            row => StoredContents.ChecklistResult(row.Number)),
        (
            "SELECT RehearsalId AS Number, Document AS Text FROM jobops.Rehearsal",
            row => StoredContents.Rehearsal(row.Number)),
        (
            "SELECT CacheRuleTestId AS Number, Document AS Text FROM jobops.CacheRuleTest",
            row => StoredContents.CacheRuleTest(row.Number)),
    ];

    public Task<IReadOnlyList<JournalEntry>> GetAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JournalEntry>>(
            async transaction => [.. (await transaction.QueryAsync<JournalRow>(s_chain, new { runId })).Select(row => row.ToEntry())],
            cancellation);

    // Each end is one that was committed, and a chain only grows: so the digest is sound even where a statement sees no
    // single moment.
    public Task<JournalDigest> GetDigestAsync(CancellationToken cancellation = default) => store.ReadAsync(
        async transaction =>
        {
            var heads = new DigestHeads(keep: true);
            await foreach (var row in transaction.StreamAsync<HeadRow>(Heads))
            {
                cancellation.ThrowIfCancellationRequested();
                heads.Add(new(row.RunId, row.Sequence, row.Hash));
            }
            return new JournalDigest
            {
                LedgerId = identity.Info.LedgerId,
                Ledger = store.Location.ToString(),
                TakenAt = transaction.Now,
                Chains = heads.Chains,
                Entries = heads.Entries,
                Sha256 = heads.Sha256(),
                Heads = heads.ToBase64(),
            };
        },
        cancellation);

    public async Task<JournalVerification> VerifyAsync(JournalDigest? kept, CancellationToken cancellation = default)
    {
        kept?.Require(kept.Ledger);
        if (kept is not null && kept.LedgerId != identity.Info.LedgerId)
            throw new JobOpsException(Error.DigestOfAnotherLedger(kept.LedgerId, identity.Info.LedgerId));
        var found = await VerifyChainsAsync(kept, cancellation) with { Exposure = store.FindExposure() };
        return await store.VerifyJournalTableAsync(cancellation) is { } server ? found.With(server) : found;
    }

    Task<JournalVerification> VerifyChainsAsync(JournalDigest? kept, CancellationToken cancellation) =>
        store.ReadAsync(
            async transaction =>
            {
                using var check = new JournalCheck(
                    await ContentsAsync(transaction, s_noteDocuments, s_baselines), kept, await SqlRetention.PurgedRunsAsync(transaction));
                await foreach (var row in transaction.StreamAsync<JournalRow>(s_entries))
                {
                    cancellation.ThrowIfCancellationRequested();
                    check.Add(row.ToEntry(), row.ToHead());
                }
                check.Finish(await transaction.QueryAsync<long>(s_withoutEntries));
                return check.Result(await ConfirmAsync(transaction, check.Suspects)) with { Ledger = store.Location.ToString() };
            },
            cancellation);

    /// <summary>
    /// The first suspect that still does not fit when its chain is read alone. Locks do not make a long statement see one
    /// moment: on a server, another transaction may have written between an entry and its head.
    /// </summary>
    static async Task<JournalProblem?> ConfirmAsync(LedgerTransaction transaction, IReadOnlyList<JournalCheck.Suspect> suspects)
    {
        foreach (var suspect in suspects.OrderBy(suspect => suspect.Problem.RunId))
            if ((suspect.Certain ? suspect.Problem : await ReadAgainAsync(transaction, suspect)) is { } problem)
                return problem;
        return null;
    }

    static async Task<JournalProblem?> ReadAgainAsync(LedgerTransaction transaction, JournalCheck.Suspect suspect)
    {
        var runId = suspect.Problem.RunId;
        var rows = await transaction.QueryAsync<JournalRow>(s_chainWithHead, new { runId });
        if (rows.Count == 0)
            return (await SqlRetention.PurgedRunsAsync(transaction)).Contains(runId) ? null : suspect.Problem;
        var contents = await ContentsAsync(transaction, s_noteDocumentsOfChain, s_baselinesOfChain, new { runId });
        var chain = new ChainCheck(
            runId, rows[0].ToHead(), contents, suspect.Kept, (await SqlRetention.PurgedRunsAsync(transaction)).HasLeftChain(runId));
        foreach (var row in rows)
            chain.Add(row.ToEntry());
        chain.End();
        return chain.Problem;
    }

    static async Task<StoredContents> ContentsAsync(
        LedgerTransaction transaction, Statement notes, Statement baselines, object? parameters = null)
    {
        var contents = new StoredContents();
        await foreach (var note in transaction.StreamAsync<NoteDocument>(notes, parameters))
            contents.Add(StoredContents.Note(note.NoteId), LedgerText.Hash(note.Document));
        await AddBaselinesAsync(contents, transaction, baselines, parameters);
        foreach (var (statement, name) in s_documents)
            await foreach (var row in transaction.StreamAsync<DocumentRow>(statement))
                contents.Add(name(row), LedgerText.Hash(row.Text));
        return contents;
    }

    static async Task AddBaselinesAsync(
        StoredContents contents, LedgerTransaction transaction, Statement baselines, object? parameters)
    {
        (long Id, BaselineHash Hash)? current = null;
        await foreach (var part in transaction.StreamAsync<BaselinePart>(baselines, parameters))
        {
            if (current is not { } same || same.Id != part.BaselineId)
            {
                End();
                current = (part.BaselineId, new(part.Document, []));
            }
            if (part.Samples is { } samples)
                current.Value.Hash.Append(samples);
        }
        End();

        void End()
        {
            if (current is { } ended)
                contents.Add(StoredContents.Baseline(ended.Id), ended.Hash.ToString());
        }
    }

    internal sealed class HeadRow
    {
        public long RunId { get; init; }
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }

    sealed class BaselinePart
    {
        public long BaselineId { get; init; }
        public string Document { get; init; } = "";
        public string? Samples { get; init; }
    }

    sealed class DocumentRow
    {
        public string Name { get; init; } = "";
        public long Number { get; init; }
        public string Text { get; init; } = "";
    }

    sealed class NoteDocument
    {
        public long NoteId { get; init; }
        public string Document { get; init; } = "";
    }

    sealed class JournalRow
    {
        public long RunId { get; init; }
        public long Sequence { get; init; }
        public DateTimeOffset At { get; init; }
        public string Actor { get; init; } = "";
        public string Event { get; init; } = "";
        public string Data { get; init; } = "";
        public string Hash { get; init; } = "";
        public long? HeadSequence { get; init; }
        public string? HeadHash { get; init; }

        public JournalEntry ToEntry() => new(RunId, Sequence, At, Actor, Event, Data, Hash);

        public JournalHead? ToHead() => HeadSequence is { } sequence ? new(RunId, sequence, HeadHash!) : null;
    }
}
