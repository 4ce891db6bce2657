using System.Security.Cryptography;
using System.Text;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// IJournal
sealed partial class SqlLedger
{
    static readonly Statement s_chain =
        """
        SELECT RunId, Sequence, At, Actor, Event, Data, Hash FROM jobops.Journal WHERE RunId = @runId ORDER BY Sequence
        """;

    static readonly Statement s_entries =
        "SELECT RunId, Sequence, At, Actor, Event, Data, Hash FROM jobops.Journal ORDER BY RunId, Sequence";

    static readonly Statement s_heads = "SELECT RunId, Sequence, Hash FROM jobops.JournalHead ORDER BY RunId";

    static readonly Statement s_runsWithoutHead =
        """
        SELECT r.RunId FROM jobops.Run AS r
        WHERE NOT EXISTS (SELECT 1 FROM jobops.JournalHead AS h WHERE h.RunId = r.RunId) ORDER BY r.RunId
        """;

    static readonly Statement s_noteDocuments = "SELECT NoteId, Document FROM jobops.ChangeNote";

    public Task<IReadOnlyList<JournalEntry>> GetJournalAsync(long runId, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JournalEntry>>(
            async session => [.. (await session.QueryAsync<JournalRow>(s_chain, new { runId })).Select(row => row.ToEntry())],
            cancellation);

    public Task<JournalVerification> VerifyJournalAsync(CancellationToken cancellation = default) =>
        store.ReadAsync(
            async session =>
            {
                var heads = await session.QueryAsync<HeadRow>(s_heads);
                var notes = (await session.QueryAsync<NoteDocument>(s_noteDocuments))
                    .ToDictionary(note => note.NoteId, note => Hash(note.Document));
                var check = new JournalCheck(heads.ToDictionary(head => head.RunId, head => new JournalHead(head.RunId, head.Sequence, head.Hash)), notes);
                await foreach (var row in session.StreamAsync<JournalRow>(s_entries))
                    if (!check.Add(row.ToEntry()))
                        break;
                check.Finish(await session.QueryAsync<long>(s_runsWithoutHead));
                return check.Result(Digest(heads)) with { Ledger = store.Location.ToString() };
            },
            cancellation);

    static string Digest(IEnumerable<HeadRow> heads)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var head in heads)
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{head.RunId}:{head.Sequence}:{head.Hash}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    sealed class HeadRow
    {
        public long RunId { get; init; }
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
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

        public JournalEntry ToEntry() => new(RunId, Sequence, At, Actor, Event, Data, Hash);
    }
}
