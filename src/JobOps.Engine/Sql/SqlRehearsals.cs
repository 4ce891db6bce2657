using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Rehearsals;

namespace JobOps.Engine.Sql;

sealed class SqlRehearsals(ILedgerStore store) : IRehearsals
{
    static readonly Statement s_environmentId = "SELECT EnvironmentId FROM jobops.Environment WHERE Name = @name";

    static readonly Statement s_insert = new(
        """
        INSERT INTO jobops.Rehearsal (JobId, JobVersion, EnvironmentId, EnvironmentVersion, Passed, Document, PerformedAt, PerformedBy)
        OUTPUT inserted.RehearsalId
        VALUES (@jobId, @jobVersion, @environmentId, @environmentVersion, @passed, @document, @now, @actor)
        """,
        """
        INSERT INTO Rehearsal (JobId, JobVersion, EnvironmentId, EnvironmentVersion, Passed, Document, PerformedAt, PerformedBy)
        VALUES (@jobId, @jobVersion, @environmentId, @environmentVersion, @passed, @document, @now, @actor)
        RETURNING RehearsalId
        """);

    const string Selected =
        """
        SELECT r.RehearsalId, j.Name AS JobName, r.JobVersion, e.Name AS Environment, r.EnvironmentVersion, r.Passed, r.Document,
          r.PerformedAt, r.PerformedBy
        FROM jobops.Rehearsal AS r JOIN jobops.Job AS j ON j.JobId = r.JobId
        JOIN jobops.Environment AS e ON e.EnvironmentId = r.EnvironmentId
        WHERE (@jobName IS NULL OR j.Name = @jobName) AND (@environment IS NULL OR e.Name = @environment)
        ORDER BY r.RehearsalId DESC
        """;

    static readonly Statement s_rehearsals = new(
        $"{Selected} OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY",
        $"{Selected.Replace("jobops.", "", StringComparison.Ordinal)} LIMIT @limit");

    public Task<Rehearsal> AddAsync(Rehearsal rehearsal, CancellationToken cancellation = default) => store.WriteAsync(
        async transaction =>
        {
            var job = await SqlJobs.RequireJobAsync(transaction, rehearsal.JobName);
            var environmentId = await transaction.QueryFirstAsync<int?>(s_environmentId, new { name = rehearsal.Environment })
                ?? throw new JobOpsException(Error.EnvironmentNotFound(rehearsal.Environment));
            var document = LedgerJson.Write(Document.Of(rehearsal));
            var rehearsalId = await transaction.QueryFirstAsync<long>(s_insert, new
            {
                jobId = job.JobId,
                jobVersion = rehearsal.JobVersion,
                environmentId,
                environmentVersion = rehearsal.EnvironmentVersion,
                passed = rehearsal.Passed,
                document,
                now = transaction.Now,
                actor = transaction.Actor,
            });
            await JournalWriter.AppendAsync(transaction, 0, rehearsal.Passed ? "RehearsalPassed" : "RehearsalFailed", new
            {
                rehearsalId, job = job.Name, version = rehearsal.JobVersion, environment = rehearsal.Environment,
                environmentVersion = rehearsal.EnvironmentVersion, runId = rehearsal.RunId, rollbackRunId = rehearsal.RollbackRunId,
                hash = LedgerText.Hash(document),
            });
            return rehearsal with
            {
                RehearsalId = rehearsalId, PerformedAt = transaction.Now, PerformedBy = transaction.Actor, ReadAt = transaction.Now,
            };
        },
        cancellation);

    public Task<IReadOnlyList<Rehearsal>> GetAsync(
        string? jobName = null, string? environment = null, int limit = 1000, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<Rehearsal>>(
            async transaction =>
                [.. (await transaction.QueryAsync<RehearsalRow>(s_rehearsals, new { jobName, environment, limit }))
                    .Select(row => row.ToRehearsal(transaction.Now))],
            cancellation);

    /// <summary>What is kept of a rehearsal beside its columns.</summary>
    sealed record Document(
        string? Failure, IReadOnlyList<string> Differences, long? RunId, long? RollbackRunId, Values.ChangeId? ChangeId,
        IReadOnlyList<RehearsedProbe> Probes, string DefinitionHash, IReadOnlyDictionary<string, string> Files,
        IReadOnlyList<string> Parameters)
    {
        public static Document Of(Rehearsal rehearsal) => new(
            rehearsal.Failure, rehearsal.Differences, rehearsal.RunId, rehearsal.RollbackRunId, rehearsal.ChangeId, rehearsal.Probes,
            rehearsal.DefinitionHash, rehearsal.Files, rehearsal.Parameters);
    }

    sealed class RehearsalRow
    {
        public long RehearsalId { get; init; }
        public string JobName { get; init; } = "";
        public int JobVersion { get; init; }
        public string Environment { get; init; } = "";
        public int EnvironmentVersion { get; init; }
        public bool Passed { get; init; }
        public string Document { get; init; } = "";
        public DateTimeOffset PerformedAt { get; init; }
        public string PerformedBy { get; init; } = "";

        public Rehearsal ToRehearsal(DateTimeOffset readAt)
        {
            var document = LedgerJson.Read<SqlRehearsals.Document>(Document)!;
            return new()
            {
                RehearsalId = RehearsalId,
                JobName = JobName,
                JobVersion = JobVersion,
                Environment = Environment,
                EnvironmentVersion = EnvironmentVersion,
                Passed = Passed,
                Failure = document.Failure,
                Differences = document.Differences ?? [],
                RunId = document.RunId,
                RollbackRunId = document.RollbackRunId,
                ChangeId = document.ChangeId,
                Probes = document.Probes ?? [],
                DefinitionHash = document.DefinitionHash,
                Files = document.Files ?? new Dictionary<string, string>(),
                Parameters = document.Parameters ?? [],
                PerformedAt = PerformedAt,
                PerformedBy = PerformedBy,
                ReadAt = readAt,
            };
        }
    }
}
