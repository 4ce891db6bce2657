using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// IJobCatalog
sealed partial class SqlLedger
{
    static readonly Statement s_findJob =
        "SELECT JobId, Name, Version, Registered, Enabled, EnabledReason, RunLimit, Overlap FROM jobops.Job WHERE Name = @name";

    static readonly Statement s_insertJob = new(
        """
        INSERT INTO jobops.Job (Name, Version, Registered, Enabled) OUTPUT inserted.JobId
        VALUES (@name, 0, 1, 1)
        """,
        "INSERT INTO Job (Name, Version, Registered, Enabled) VALUES (@name, 0, 1, 1) RETURNING JobId");

    static readonly Statement s_insertJobVersion =
        """
        INSERT INTO jobops.JobVersion
          (JobId, Version, Owner, ExpectedResult, RollbackNote, Definition, DefinitionHash, RegisteredAt, RegisteredBy)
        VALUES (@jobId, @version, @owner, @expectedResult, @rollbackNote, @definition, @hash, @now, @actor);
        UPDATE jobops.Job SET Version = @version, Registered = 1, RunLimit = @runLimit, Overlap = @overlap WHERE JobId = @jobId
        """;

    static readonly Statement s_registerAgain = "UPDATE jobops.Job SET Registered = 1 WHERE JobId = @jobId";

    static readonly Statement s_definitions =
        """
        SELECT j.Name, v.Version, j.Enabled, j.EnabledReason, j.EnabledBy, j.EnabledAt, v.Definition, v.DefinitionHash, v.RegisteredAt, v.RegisteredBy
        FROM jobops.Job AS j JOIN jobops.JobVersion AS v ON v.JobId = j.JobId
        WHERE j.Name LIKE @pattern ESCAPE '\' AND j.Registered = 1 AND v.Version = j.Version
        ORDER BY j.Name
        """;

    // A version that a run keeps is found even after the job was taken out of use.
    static readonly Statement s_definition =
        """
        SELECT j.Name, v.Version, j.Enabled, j.EnabledReason, j.EnabledBy, j.EnabledAt, v.Definition, v.DefinitionHash, v.RegisteredAt, v.RegisteredBy
        FROM jobops.Job AS j JOIN jobops.JobVersion AS v ON v.JobId = j.JobId
        WHERE j.Name = @name AND ((@version IS NULL AND j.Registered = 1 AND v.Version = j.Version) OR v.Version = @version)
        """;

    static readonly Statement s_setEnabled =
        """
        UPDATE jobops.Job SET Enabled = @enabled, EnabledReason = @reason, EnabledBy = @actor, EnabledAt = @now
        WHERE JobId = @jobId AND Enabled <> @enabled
        """;

    static readonly Statement s_unregister = "UPDATE jobops.Job SET Registered = 0 WHERE JobId = @jobId";

    public Task<JobDefinition> RegisterJobAsync(JobDefinition definition, CancellationToken cancellation = default)
    {
        JobDefinitionRules.Require(definition);
        var text = LedgerJson.Write(WithoutLedgerFacts(definition));
        var hash = Hash(text);
        return store.WriteAsync(
            async session =>
            {
                var job = await session.QueryFirstAsync<JobRow>(s_findJob, new { name = definition.Name });
                if (job is { Version: > 0 })
                {
                    var current = (await ReadDefinitionAsync(session, job.Name, job.Version))!;
                    if (current.Hash == hash)
                    {
                        if (job.Registered)
                            return current.Definition with { Unchanged = true };
                        await session.ExecuteAsync(s_registerAgain, new { jobId = job.JobId });
                        await JournalWriter.AppendAsync(
                            session, 0, "JobRegistered", new { job = job.Name, version = job.Version, hash });
                        return current.Definition;
                    }
                }
                var jobId = job?.JobId
                            ?? await session.QueryFirstAsync<int>(s_insertJob, new { name = definition.Name });
                var version = (job?.Version ?? 0) + 1;
                await session.ExecuteAsync(s_insertJobVersion, new
                {
                    jobId,
                    version,
                    owner = definition.Owner,
                    expectedResult = definition.ExpectedResult,
                    rollbackNote = definition.RollbackNote,
                    definition = text,
                    hash,
                    now = session.Now,
                    actor = session.Actor,
                    runLimit = definition.RunLimit,
                    overlap = definition.Overlap.ToString(),
                });
                if (definition.RunLimit is not null && job?.RunLimit is null)
                    await SlotRunningAsync(session, s_runningOfJob, s_setJobSlot, jobId);
                await JournalWriter.AppendAsync(
                    session, 0, "JobRegistered", new { job = definition.Name, version, owner = definition.Owner, hash });
                return (await ReadDefinitionAsync(session, definition.Name, version))!.Definition;
            },
            cancellation);
    }

    public Task<JobDefinition?> FindJobAsync(
        string name, int? version = null, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async session => (await ReadDefinitionAsync(session, name, version))?.Definition, cancellation);

    public Task<IReadOnlyList<JobDefinition>> GetJobsAsync(
        string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobDefinition>>(
            async session => [.. (await session.QueryAsync<DefinitionRow>(s_definitions, new { pattern = Like(namePattern) }))
                .Select(row => row.ToDefinition())],
            cancellation);

    public Task<bool> SetJobEnabledAsync(
        string name, bool enabled, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var job = await RequireJobAsync(session, name);
                if (await session.ExecuteAsync(s_setEnabled, new { jobId = job.JobId, enabled, reason, actor = session.Actor, now = session.Now }) == 0)
                    return false;
                await JournalWriter.AppendAsync(
                    session, 0, enabled ? "JobEnabled" : "JobDisabled", new { job = job.Name, reason });
                return true;
            },
            cancellation);

    public Task UnregisterJobAsync(string name, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                var job = await RequireJobAsync(session, name);
                await session.ExecuteAsync(s_unregister, new { jobId = job.JobId });
                await JournalWriter.AppendAsync(session, 0, "JobUnregistered", new { job = job.Name, reason });
                return true;
            },
            cancellation);

    static async Task<JobRow> RequireJobAsync(LedgerSession session, string name) =>
        await session.QueryFirstAsync<JobRow>(s_findJob, new { name }) is { Registered: true } job
            ? job
            : throw new JobOpsException(Error.JobNotFound(name));

    static async Task<StoredDefinition?> ReadDefinitionAsync(LedgerSession session, string name, int? version) =>
        await session.QueryFirstAsync<DefinitionRow>(s_definition, new { name, version }) is { } row
            ? new(row.ToDefinition(), row.DefinitionHash)
            : null;

    /// <summary>The definition as its author wrote it: what the ledger adds to it must not change its hash.</summary>
    static JobDefinition WithoutLedgerFacts(JobDefinition definition) => definition with
    {
        Version = 0,
        Enabled = true,
        EnabledReason = null,
        EnabledBy = null,
        EnabledAt = null,
        RegisteredAt = default,
        RegisteredBy = "",
        Unchanged = false,
    };

    sealed record StoredDefinition(JobDefinition Definition, string Hash);

    sealed class JobRow
    {
        public int JobId { get; init; }
        public string Name { get; init; } = "";
        public int Version { get; init; }
        public bool Registered { get; init; }
        public bool Enabled { get; init; }
        public string? EnabledReason { get; init; }
        public int? RunLimit { get; init; }
        public Overlap Overlap { get; init; }
    }

    sealed class DefinitionRow
    {
        public string Name { get; init; } = "";
        public int Version { get; init; }
        public bool Enabled { get; init; }
        public string? EnabledReason { get; init; }
        public string? EnabledBy { get; init; }
        public DateTimeOffset? EnabledAt { get; init; }
        public string Definition { get; init; } = "";
        public string DefinitionHash { get; init; } = "";
        public DateTimeOffset RegisteredAt { get; init; }
        public string RegisteredBy { get; init; } = "";

        public JobDefinition ToDefinition() => LedgerJson.Read<JobDefinition>(Definition)! with
        {
            Name = Name,
            Version = Version,
            Enabled = Enabled,
            EnabledReason = EnabledReason,
            EnabledBy = EnabledBy,
            EnabledAt = EnabledAt,
            RegisteredAt = RegisteredAt,
            RegisteredBy = RegisteredBy,
        };
    }
}
