using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed partial class SqlCacheRules(ILedgerStore store) : ICacheRules
{
    const string RuleColumns = "r.Name, r.Registered, r.Revision, r.Content, r.SetAt, r.SetBy";

    // Of one that was removed, too: the same name comes back as the same row.
    static readonly Statement s_rule = $"SELECT {RuleColumns} FROM jobops.CacheRule AS r WHERE r.Name = @name";

    static readonly Statement s_rules =
        $"""
        SELECT {RuleColumns} FROM jobops.CacheRule AS r
        WHERE r.Name LIKE @pattern ESCAPE '\' AND r.Registered = 1 ORDER BY r.Name
        """;

    static readonly Statement s_insertRule =
        """
        INSERT INTO jobops.CacheRule (Name, Registered, Revision, Content, SetAt, SetBy)
        VALUES (@name, 1, 1, @content, @now, @actor)
        """;

    static readonly Statement s_updateRule =
        """
        UPDATE jobops.CacheRule SET Registered = 1, Revision = Revision + 1, Content = @content, SetAt = @now, SetBy = @actor
        WHERE Name = @name
        """;

    static readonly Statement s_removeRule =
        "UPDATE jobops.CacheRule SET Registered = 0, Revision = Revision + 1, SetAt = @now, SetBy = @actor WHERE Name = @name";

    static readonly Statement s_insertTest = new(
        """
        INSERT INTO jobops.CacheRuleTest (Name, Passed, Document, PerformedAt, PerformedBy)
        OUTPUT inserted.CacheRuleTestId
        VALUES (@name, @passed, @document, @now, @actor)
        """,
        """
        INSERT INTO CacheRuleTest (Name, Passed, Document, PerformedAt, PerformedBy)
        VALUES (@name, @passed, @document, @now, @actor)
        RETURNING CacheRuleTestId
        """);

    static readonly Statement s_tests = Newest(
        """
        SELECT t.CacheRuleTestId, t.Passed, t.Document, t.PerformedAt, t.PerformedBy FROM jobops.CacheRuleTest AS t
        WHERE t.Name LIKE @pattern ESCAPE '\' ORDER BY t.CacheRuleTestId DESC
        """);

    public Task<CacheRule> RegisterAsync(CacheRule rule, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            CacheRuleProblems.Require(rule);
            var row = await transaction.QueryFirstAsync<RuleRow>(s_rule, new { name = rule.Name });
            var wanted = rule with { Name = row?.Name ?? rule.Name };
            var content = LedgerJson.Write(wanted);
            if (row is { Registered: true } && row.Content == content)
                return row.ToRule(transaction.Now) with { Unchanged = true };
            await transaction.ExecuteAsync(row is null ? s_insertRule : s_updateRule, new
            {
                name = wanted.Name, content, now = transaction.Now, actor = transaction.Actor,
            });
            await JournalWriter.AppendAsync(transaction, 0, "CacheRuleRegistered", new
            {
                cacheRule = wanted.Name, match = wanted.Match, ttl = wanted.Ttl, why = wanted.Why, hash = LedgerText.Hash(content),
            });
            return wanted with
            {
                SetAt = transaction.Now, SetBy = transaction.Actor, Revision = (row?.Revision ?? 0) + 1, ReadAt = transaction.Now,
            };
        },
        cancellation);

    public Task<CacheRule?> FindAsync(string name, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => await transaction.QueryFirstAsync<RuleRow>(s_rule, new { name }) is { Registered: true } row
            ? row.ToRule(transaction.Now)
            : null,
        cancellation);

    public Task<IReadOnlyList<CacheRule>> GetAsync(string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<CacheRule>>(
            async transaction => [.. (await transaction.QueryAsync<RuleRow>(s_rules, new { pattern = LedgerText.Like(namePattern) }))
                .Select(row => row.ToRule(transaction.Now))],
            cancellation);

    public Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            if (await transaction.QueryFirstAsync<RuleRow>(s_rule, new { name }) is not { Registered: true } row)
                throw new JobOpsException(Error.CacheRuleNotFound(name));
            await transaction.ExecuteAsync(s_removeRule, new { name, now = transaction.Now, actor = transaction.Actor });
            await JournalWriter.AppendAsync(transaction, 0, "CacheRuleRemoved", new { cacheRule = row.Name, reason });
            return true;
        },
        cancellation);

    public Task<CacheRuleTest> AddTestAsync(CacheRuleTest test, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var document = LedgerJson.Write(test);
            var testId = await transaction.QueryFirstAsync<long>(s_insertTest, new
            {
                name = test.Rule, passed = test.Passed, document, now = transaction.Now, actor = transaction.Actor,
            });
            await JournalWriter.AppendAsync(transaction, 0, test.Passed ? "CacheRuleTestPassed" : "CacheRuleTestFailed", new
            {
                cacheRuleTestId = testId, cacheRule = test.Rule, baseUri = test.BaseUri, hash = LedgerText.Hash(document),
            });
            return test with
            {
                CacheRuleTestId = testId, PerformedAt = transaction.Now, PerformedBy = transaction.Actor, ReadAt = transaction.Now,
            };
        },
        cancellation);

    public Task<IReadOnlyList<CacheRuleTest>> GetTestsAsync(
        string namePattern = "*", int limit = 100, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<CacheRuleTest>>(
            async transaction =>
                [.. (await transaction.QueryAsync<TestRow>(s_tests, new { pattern = LedgerText.Like(namePattern), limit }))
                .Select(row => row.ToTest(transaction.Now))],
            cancellation);

    static Statement Newest(string select) => new(
        $"{select} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY",
        $"{select.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    sealed class RuleRow
    {
        public string Name { get; init; } = "";
        public bool Registered { get; init; }
        public long Revision { get; init; }
        public string Content { get; init; } = "";
        public DateTimeOffset SetAt { get; init; }
        public string SetBy { get; init; } = "";

        public CacheRule ToRule(DateTimeOffset readAt) => LedgerJson.Read<CacheRule>(Content)! with
        {
            SetAt = SetAt, SetBy = SetBy, Revision = Revision, ReadAt = readAt,
        };
    }

    sealed class TestRow
    {
        public long CacheRuleTestId { get; init; }
        public bool Passed { get; init; }
        public string Document { get; init; } = "";
        public DateTimeOffset PerformedAt { get; init; }
        public string PerformedBy { get; init; } = "";

        public CacheRuleTest ToTest(DateTimeOffset readAt) => LedgerJson.Read<CacheRuleTest>(Document)! with
        {
            CacheRuleTestId = CacheRuleTestId, Passed = Passed, PerformedAt = PerformedAt, PerformedBy = PerformedBy, ReadAt = readAt,
        };
    }
}
