using JobOps.Checklists;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Engine.Sql;

sealed class SqlChecklistResults(ILedgerStore store) : IChecklistResults
{
    static readonly Statement s_insert = new(
        """
        INSERT INTO jobops.ChecklistResult (Name, ChangeId, Passed, Document, PerformedAt, PerformedBy)
        OUTPUT inserted.ChecklistResultId
        VALUES (@name, @changeId, @passed, @document, @now, @actor)
        """,
        """
        INSERT INTO ChecklistResult (Name, ChangeId, Passed, Document, PerformedAt, PerformedBy)
        VALUES (@name, @changeId, @passed, @document, @now, @actor)
        RETURNING ChecklistResultId
        """);

    const string Selected =
        """
        SELECT ChecklistResultId, ChangeId, Passed, Document, PerformedAt, PerformedBy
        FROM jobops.ChecklistResult
        WHERE (@name IS NULL OR Name = @name) AND (@changeId IS NULL OR ChangeId = @changeId)
        ORDER BY ChecklistResultId DESC
        """;

    static readonly Statement s_results = new(
        $"{Selected} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY",
        $"{Selected.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    public Task<ChecklistResult> AddAsync(ChecklistResult result, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            if (result.ChangeId is { } changeId)
                await SqlChanges.HoldAsync(transaction, changeId);
            var kept = result with
            {
                PerformedAt = transaction.Now,
                PerformedBy = transaction.Actor,
                Items = result.Items.Select(item => item.Attestation is { By: "" } given
                    ? item with { Attestation = given with { By = transaction.Actor, At = transaction.Now } }
                    : item).ToList(),
            };
            var document = LedgerJson.Write(kept);
            var resultId = await transaction.QueryFirstAsync<long>(s_insert, new
            {
                name = result.ChecklistName,
                changeId = result.ChangeId?.Number,
                passed = result.Passed,
                document,
                now = transaction.Now,
                actor = transaction.Actor,
            });
            await JournalWriter.AppendAsync(
                transaction, result.ChangeId?.JournalChain ?? 0, result.Passed ? "ChecklistPassed" : "ChecklistFailed", new
                {
                    checklistResultId = resultId, checklist = result.ChecklistName, environment = result.Environment,
                    failed = kept.Items.Where(item => !item.IsGood).Select(item => item.Name),
                    waived = kept.Items.Where(item => item.Waiver is not null).Select(item => $"{item.Name} by {item.Waiver!.Owner}"),
                    hash = LedgerText.Hash(document),
                });
            return kept with { ChecklistResultId = resultId, ReadAt = transaction.Now };
        },
        cancellation);

    public Task<IReadOnlyList<ChecklistResult>> GetAsync(
        string? name = null, ChangeId? changeId = null, int limit = 1000, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<ChecklistResult>>(
            async transaction => (await transaction.QueryAsync<ResultRow>(s_results, new { name, changeId = changeId?.Number, limit }))
                .Select(row => row.ToResult(transaction.Now)).ToList(),
            cancellation);

    sealed class ResultRow
    {
        public long ChecklistResultId { get; init; }
        public long? ChangeId { get; init; }
        public bool Passed { get; init; }
        public string Document { get; init; } = "";
        public DateTimeOffset PerformedAt { get; init; }
        public string PerformedBy { get; init; } = "";

        public ChecklistResult ToResult(DateTimeOffset readAt) => LedgerJson.Read<ChecklistResult>(Document)! with
        {
            ChecklistResultId = ChecklistResultId,
            ChangeId = ChangeId is { } number ? new(number) : null,
            Passed = Passed,
            PerformedAt = PerformedAt,
            PerformedBy = PerformedBy,
            ReadAt = readAt,
        };
    }
}
