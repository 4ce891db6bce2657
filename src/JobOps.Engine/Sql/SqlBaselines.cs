using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Sql;

sealed class SqlBaselines(ILedgerStore store) : IBaselines
{
    static readonly Statement s_insert = new(
        """
        INSERT INTO jobops.Baseline (ChangeId, Phase, Document, MeasuredAt, MeasuredBy) OUTPUT inserted.BaselineId
        VALUES (@changeId, @phase, @document, @now, @actor)
        """,
        """
        INSERT INTO Baseline (ChangeId, Phase, Document, MeasuredAt, MeasuredBy)
        VALUES (@changeId, @phase, @document, @now, @actor) RETURNING BaselineId
        """);

    static readonly Statement s_insertSamples =
        "INSERT INTO jobops.BaselineSamples (BaselineId, Part, Samples) VALUES (@baselineId, @part, @samples)";

    static readonly Statement s_baselines =
        """
        SELECT BaselineId, Document, MeasuredBy FROM jobops.Baseline WHERE ChangeId = @changeId ORDER BY BaselineId
        """;

    static readonly Statement s_samples = "SELECT Samples FROM jobops.BaselineSamples WHERE BaselineId = @baselineId ORDER BY Part";

    public Task<Baseline?> RequireMeasurableAsync(
        ChangeId changeId, Phase phase, bool inTurns = false, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async transaction => await RequireMeasurableAsync(
                transaction, await SqlChanges.RequireAsync(transaction, changeId), phase, inTurns),
            cancellation);

    public Task<Baseline> AddAsync(MeasuredPhase phase, CancellationToken cancellation = default)
    {
        var (baseline, samples) = phase;
        var document = LedgerJson.Write(baseline with { BaselineId = 0, MeasuredBy = "" });
        var parts = samples.Chunk(SampleCodec.ChunkSize).Select(part => SampleCodec.Write(part)).ToList();
        return store.WriteAsync(
            async transaction =>
            {
                var change = await SqlChanges.HoldAsync(transaction, baseline.ChangeId);
                var before = await RequireMeasurableAsync(transaction, change, baseline.Phase, baseline.Rounds is not null);
                if (before?.FindMismatch(baseline) is { } mismatch)
                    throw new JobOpsException(mismatch);
                var stored = await InsertAsync(transaction, baseline, document, parts);
                if (change.Status == ChangeStatus.Open)
                    await SqlChanges.MoveAsync(transaction, change, ChangeStatus.Measured, null, null);
                return stored;
            },
            cancellation);
    }

    public Task<IReadOnlyList<Baseline>> GetAsync(ChangeId changeId, CancellationToken cancellation = default) =>
        store.ReadAsync(transaction => GetAsync(transaction, changeId), cancellation);

    public Task<IReadOnlyList<Sample>> GetSamplesAsync(long baselineId, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<Sample>>(
            async transaction => [.. (await transaction.QueryAsync<string>(s_samples, new { baselineId })).SelectMany(SampleCodec.Read)],
            cancellation);

    static async Task<Baseline> InsertAsync(
        LedgerTransaction transaction, Baseline baseline, string document, IReadOnlyList<string> parts)
    {
        var baselineId = await transaction.QueryFirstAsync<long>(s_insert, new
        {
            changeId = baseline.ChangeId.Number,
            phase = baseline.Phase.ToString(),
            document,
            now = transaction.Now,
            actor = transaction.Actor,
        });
        await transaction.ExecuteEachAsync(
            s_insertSamples, [.. parts.Select((samples, part) => new { baselineId, part, samples })]);
        await JournalWriter.AppendAsync(transaction, baseline.ChangeId.JournalChain, "BaselineMeasured", new
        {
            baselineId,
            phase = baseline.Phase,
            target = baseline.Target,
            count = baseline.Count,
            documentHash = new BaselineHash(document, parts).ToString(),
        });
        return baseline with { BaselineId = baselineId, MeasuredBy = transaction.Actor };
    }

    /// <summary>Before a change is applied, and after it was. Gives back what was measured before.</summary>
    static async Task<Baseline?> RequireMeasurableAsync(LedgerTransaction transaction, Change change, Phase phase, bool inTurns)
    {
        SqlChanges.RequireLive(change);
        if (phase == Phase.Before)
            return inTurns || change.Status is ChangeStatus.Open or ChangeStatus.Measured
                ? null
                : throw new JobOpsException(Error.ChangeAppliedAlready(change.ChangeId));
        if ((await GetAsync(transaction, change.ChangeId)).LastOrDefault(baseline => baseline.Phase == Phase.Before) is not { } before)
            throw new JobOpsException(Error.BaselineMissing(change.ChangeId, nameof(Phase.Before)));
        return inTurns || change.Status == ChangeStatus.Applied
            ? before
            : throw new JobOpsException(Error.ChangeNotApplied(change.ChangeId, "measured after it"));
    }

    static async Task<IReadOnlyList<Baseline>> GetAsync(LedgerTransaction transaction, ChangeId changeId) =>
        [.. (await transaction.QueryAsync<BaselineRow>(s_baselines, new { changeId = changeId.Number })).Select(row => row.ToBaseline())];

    sealed class BaselineRow
    {
        public long BaselineId { get; init; }
        public string Document { get; init; } = "";
        public string MeasuredBy { get; init; } = "";

        public Baseline ToBaseline() =>
            LedgerJson.Read<Baseline>(Document)! with { BaselineId = BaselineId, MeasuredBy = MeasuredBy };
    }
}
