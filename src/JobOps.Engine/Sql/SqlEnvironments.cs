using JobOps.Approvals;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlEnvironments(ILedgerStore store) : IJobEnvironments
{
    const string Columns = "e.EnvironmentId, e.Name, e.Registered, v.Version, v.Content, v.ContentHash, v.SetAt, v.SetBy";

    const string Tables =
        "jobops.Environment AS e JOIN jobops.EnvironmentVersion AS v ON v.EnvironmentId = e.EnvironmentId";

    // Of one that was removed, too: its next version follows the last.
    static readonly Statement s_newest = $"SELECT {Columns} FROM {Tables} WHERE e.Name = @name AND v.Version = e.Version";

    // A version that a run keeps is found even after the environment was taken out of use.
    static readonly Statement s_environment =
        $"""
        SELECT {Columns} FROM {Tables}
        WHERE e.Name = @name AND ((@version IS NULL AND e.Registered = 1 AND v.Version = e.Version) OR v.Version = @version)
        """;

    static readonly Statement s_environments =
        $"""
        SELECT {Columns} FROM {Tables}
        WHERE e.Name LIKE @pattern ESCAPE '\' AND e.Registered = 1 AND v.Version = e.Version
        ORDER BY e.Name
        """;

    static readonly Statement s_insert = new(
        """
        INSERT INTO jobops.Environment (Name, Version, Registered) OUTPUT inserted.EnvironmentId
        VALUES (@name, 0, 1)
        """,
        "INSERT INTO Environment (Name, Version, Registered) VALUES (@name, 0, 1) RETURNING EnvironmentId");

    static readonly Statement s_insertVersion =
        """
        INSERT INTO jobops.EnvironmentVersion (EnvironmentId, Version, Content, ContentHash, SetAt, SetBy)
        VALUES (@environmentId, @version, @content, @hash, @now, @actor);
        UPDATE jobops.Environment SET Version = @version, Registered = 1 WHERE EnvironmentId = @environmentId
        """;

    static readonly Statement s_remove = "UPDATE jobops.Environment SET Registered = 0 WHERE EnvironmentId = @environmentId";

    public Task<JobEnvironment> SetAsync(EnvironmentEdit edit, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var row = await transaction.QueryFirstAsync<EnvironmentRow>(s_newest, new { name = edit.Name });
            // One that was removed begins anew: nobody expects what it had.
            var before = row is { Registered: true } ? row.ToEnvironment() : null;
            var wanted = edit.ApplyTo(before) with { Name = row?.Name ?? edit.Name };
            var content = LedgerJson.Write(Content.Of(wanted));
            var hash = LedgerText.Hash(content);
            if (before is not null && row!.ContentHash == hash)
                return before with { Unchanged = true };
            var environmentId = row?.EnvironmentId ?? await transaction.QueryFirstAsync<int>(s_insert, new { name = wanted.Name });
            var version = (row?.Version ?? 0) + 1;
            await transaction.ExecuteAsync(
                s_insertVersion, new { environmentId, version, content, hash, now = transaction.Now, actor = transaction.Actor });
            await JournalWriter.AppendAsync(transaction, 0, "EnvironmentSet", new { environment = wanted.Name, version, hash });
            return wanted with { Version = version, SetAt = transaction.Now, SetBy = transaction.Actor };
        },
        cancellation);

    public Task<JobEnvironment?> FindAsync(string name, int? version = null, CancellationToken cancellation = default) => store.ReadAsync(
        async transaction => (await transaction.QueryFirstAsync<EnvironmentRow>(s_environment, new { name, version }))?.ToEnvironment(),
        cancellation);

    public Task<IReadOnlyList<JobEnvironment>> GetAsync(string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobEnvironment>>(
            async transaction =>
                [.. (await transaction.QueryAsync<EnvironmentRow>(s_environments, new { pattern = LedgerText.Like(namePattern) }))
                    .Select(row => row.ToEnvironment())],
            cancellation);

    public Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            if (await transaction.QueryFirstAsync<EnvironmentRow>(s_newest, new { name }) is not { Registered: true } row)
                throw new JobOpsException(Error.EnvironmentNotFound(name));
            await transaction.ExecuteAsync(s_remove, new { environmentId = row.EnvironmentId });
            await JournalWriter.AppendAsync(transaction, 0, "EnvironmentRemoved", new { environment = row.Name, reason });
            return true;
        },
        cancellation);

    /// <summary>What a version holds. In the order of the names, so that the same is the same text.</summary>
    sealed record Content(
        SortedDictionary<string, object?> Settings, SortedDictionary<string, string> Secrets,
        SortedDictionary<string, string> ExpectedDifferences, ApprovalRule? Approval = null)
    {
        public static Content Of(JobEnvironment environment) => new(
            Sorted(environment.Settings), Sorted(environment.Secrets), Sorted(environment.ExpectedDifferences),
            environment.Approval);

        static SortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> entries) =>
            new(entries.ToDictionary(), StringComparer.OrdinalIgnoreCase);
    }

    sealed class EnvironmentRow
    {
        public int EnvironmentId { get; init; }
        public string Name { get; init; } = "";
        public bool Registered { get; init; }
        public int Version { get; init; }
        public string Content { get; init; } = "";
        public string ContentHash { get; init; } = "";
        public DateTimeOffset SetAt { get; init; }
        public string SetBy { get; init; } = "";

        public JobEnvironment ToEnvironment()
        {
            var content = LedgerJson.Read<SqlEnvironments.Content>(Content)!;
            return new()
            {
                Name = Name,
                Version = Version,
                Settings = IgnoringCase(content.Settings),
                Secrets = IgnoringCase(content.Secrets),
                ExpectedDifferences = IgnoringCase(content.ExpectedDifferences),
                Approval = content.Approval,
                SetAt = SetAt,
                SetBy = SetBy,
            };
        }

        static SortedDictionary<string, T> IgnoringCase<T>(SortedDictionary<string, T> entries) =>
            new(entries, StringComparer.OrdinalIgnoreCase);
    }
}
