using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlJobs(ILedgerStore store) : IJobCatalog
{
    internal static readonly Statement FindRow =
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
        SELECT j.Name, v.Version, j.Enabled, j.EnabledReason, j.EnabledBy, j.EnabledAt,
          v.Definition, v.DefinitionHash, v.RegisteredAt, v.RegisteredBy
        FROM jobops.Job AS j JOIN jobops.JobVersion AS v ON v.JobId = j.JobId
        WHERE j.Name LIKE @pattern ESCAPE '\' AND j.Registered = 1 AND v.Version = j.Version
        ORDER BY j.Name
        """;

    // A version that a run keeps is found even after the job was taken out of use.
    static readonly Statement s_definition =
        """
        SELECT j.Name, v.Version, j.Enabled, j.EnabledReason, j.EnabledBy, j.EnabledAt,
          v.Definition, v.DefinitionHash, v.RegisteredAt, v.RegisteredBy
        FROM jobops.Job AS j JOIN jobops.JobVersion AS v ON v.JobId = j.JobId
        WHERE j.Name = @name AND ((@version IS NULL AND j.Registered = 1 AND v.Version = j.Version) OR v.Version = @version)
        """;

    static readonly Statement s_setEnabled =
        """
        UPDATE jobops.Job SET Enabled = @enabled, EnabledReason = @reason, EnabledBy = @actor, EnabledAt = @now
        WHERE JobId = @jobId AND Enabled <> @enabled
        """;

    static readonly Statement s_unregister = "UPDATE jobops.Job SET Registered = 0 WHERE JobId = @jobId";

    public Task<JobDefinition> RegisterAsync(JobDefinition definition, CancellationToken cancellation = default)
    {
        JobDefinitionRules.Require(definition);
        // What the ledger adds to it must not change its hash.
        var text = LedgerJson.Write(definition.AsWritten());
        var hash = LedgerText.Hash(text);
        return store.WriteAsync(
            async transaction =>
            {
                var registered = await RegisterAsync(transaction, definition, text, hash);
                if (!registered.Unchanged)
                {
                    await SqlContinuations.SetAsync(transaction, await RequireJobAsync(transaction, registered.Name), registered);
                    await SqlApprovals.VoidAsync(transaction, registered);
                }
                if (definition.Schedules is { } schedules)
                {
                    var job = await RequireJobAsync(transaction, registered.Name);
                    await SqlSchedules.SetOfJobFileAsync(transaction, job.JobId, schedules);
                }
                return registered;
            },
            cancellation);
    }

    static async Task<JobDefinition> RegisterAsync(LedgerTransaction transaction, JobDefinition definition, string text, string hash)
    {
        var job = await transaction.QueryFirstAsync<JobRow>(FindRow, new { name = definition.Name });
        if (job is { Version: > 0 })
        {
            var current = (await ReadDefinitionAsync(transaction, job.Name, job.Version))!;
            if (job.Registered)
                JobNameOwner.Require(current.Definition, definition);
            if (current.Hash == hash)
            {
                if (job.Registered)
                    return current.Definition with { Unchanged = true };
                await transaction.ExecuteAsync(s_registerAgain, new { jobId = job.JobId });
                await JournalWriter.AppendAsync(
                    transaction, 0, "JobRegistered", new { job = job.Name, version = job.Version, hash });
                return current.Definition;
            }
        }
        var jobId = job?.JobId
                    ?? await transaction.QueryFirstAsync<int>(s_insertJob, new { name = definition.Name });
        var version = (job?.Version ?? 0) + 1;
        await transaction.ExecuteAsync(s_insertJobVersion, new
        {
            jobId,
            version,
            owner = definition.Owner,
            expectedResult = definition.ExpectedResult,
            rollbackNote = definition.RollbackNote,
            definition = text,
            hash,
            now = transaction.Now,
            actor = transaction.Actor,
            runLimit = definition.RunLimit,
            overlap = definition.Overlap.ToString(),
        });
        if (definition.RunLimit is not null && job?.RunLimit is null)
            await SqlQueues.SlotRunningAsync(transaction, SqlQueues.RunningOfJob, SqlQueues.SetJobSlot, jobId);
        await JournalWriter.AppendAsync(
            transaction, 0, "JobRegistered", new { job = definition.Name, version, owner = definition.Owner, hash });
        return (await ReadDefinitionAsync(transaction, definition.Name, version))!.Definition;
    }

    public Task<JobDefinition?> FindAsync(
        string name, int? version = null, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async transaction => (await ReadDefinitionAsync(transaction, name, version))?.Definition, cancellation);

    public Task<IReadOnlyList<JobDefinition>> GetAsync(
        string namePattern = "*", CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<JobDefinition>>(
            async transaction => [.. (await transaction.QueryAsync<DefinitionRow>(
                s_definitions, new { pattern = LedgerText.Like(namePattern) }))
                .Select(row => row.ToDefinition())],
            cancellation);

    public Task<IReadOnlyList<string>> GetSuccessorsAsync(string name, CancellationToken cancellation = default) =>
        store.ReadAsync(transaction => SqlContinuations.WaitingForAsync(transaction, name), cancellation);

    public Task<bool> SetEnabledAsync(
        string name, bool enabled, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var job = await RequireJobAsync(transaction, name);
                if (await transaction.ExecuteAsync(s_setEnabled,
                    new { jobId = job.JobId, enabled, reason, actor = transaction.Actor, now = transaction.Now }) == 0)
                    return false;
                await JournalWriter.AppendAsync(
                    transaction, 0, enabled ? "JobEnabled" : "JobDisabled", new { job = job.Name, reason });
                return true;
            },
            cancellation);

    public Task UnregisterAsync(string name, string? reason, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                var job = await RequireJobAsync(transaction, name);
                await transaction.ExecuteAsync(s_unregister, new { jobId = job.JobId });
                await SqlContinuations.RemoveAsync(transaction, job);
                await JournalWriter.AppendAsync(transaction, 0, "JobUnregistered", new { job = job.Name, reason });
                return true;
            },
            cancellation);

    internal static async Task<JobRow> RequireJobAsync(LedgerTransaction transaction, string name) =>
        await transaction.QueryFirstAsync<JobRow>(FindRow, new { name }) is { Registered: true } job
            ? job
            : throw new JobOpsException(Error.JobNotFound(name));

    static async Task<StoredDefinition?> ReadDefinitionAsync(LedgerTransaction transaction, string name, int? version) =>
        await transaction.QueryFirstAsync<DefinitionRow>(s_definition, new { name, version }) is { } row
            ? new(row.ToDefinition(), row.DefinitionHash)
            : null;

    sealed record StoredDefinition(JobDefinition Definition, string Hash);

    internal sealed class JobRow
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
