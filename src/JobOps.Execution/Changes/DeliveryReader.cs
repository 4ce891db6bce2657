using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Tells from changes and their runs how changes are delivered.</summary>
public sealed class DeliveryReader(ILedger ledger)
{
    /// <returns>Deployment frequency, lead time, change failure rate, recovery time and rework, in this order.</returns>
    /// <exception cref="JobOpsException">DeliveryQueryInvalid</exception>
    public async Task<IReadOnlyList<DeliveryMetric>> ReadAsync(DeliveryQuery query, CancellationToken cancellation = default)
    {
        var (since, until) = query.Require(DateTimeOffset.UtcNow);
        var changes = await ledger.Changes.GetAsync(new() { Limit = int.MaxValue }, cancellation);
        // Of what was before, the ledger knows nothing. An imported one is older than its file.
        var known = changes.Select(change => change.OpenedAt).Append(ledger.Info.CreatedAt).Min();
        var candidates = changes.Where(change => MayCount(change, since, query.ReworkWithin)).ToList();
        var runs = await RunsAsync(candidates, cancellation);
        var (told, before) = (new List<Deployment>(), new List<Deployment>());
        foreach (var change in candidates)
        {
            var chain = await ledger.Journal.GetAsync(change.ChangeId.JournalChain, cancellation);
            List<JobRun> own = [.. runs[change.ChangeId]];
            if (Deployment.Of(change, chain, own) is not { } deployment)
                continue;
            before.Add(deployment);
            if (deployment.AppliedAt >= since && !(deployment.AppliedAt >= query.Until) && IsOf(query.Owner, change))
                told.Add(await deployment.FollowAsync(chain, own, run => ledger.Journal.GetAsync(run.RunId, cancellation)));
        }
        var begin = since > known ? since : known;
        return new DeliveryFigures(told, before, query, begin < until ? begin : until, until).All();
    }

    // Once a change has ended it is not applied any more: what ended long ago is neither told of nor altered again in time.
    static bool MayCount(Change change, DateTimeOffset since, TimeSpan reworkWithin) => change.Status switch
    {
        ChangeStatus.Applied => true,
        ChangeStatus.Completed or ChangeStatus.RolledBack => change.StatusAt + reworkWithin >= since,
        _ => false,
    };

    static bool IsOf(string? owner, Change change) =>
        owner is null || string.Equals(owner, change.Owner, StringComparison.OrdinalIgnoreCase);

    async Task<ILookup<ChangeId, JobRun>> RunsAsync(IReadOnlyList<Change> changes, CancellationToken cancellation)
    {
        List<long> runIds = [.. changes.SelectMany(change => change.RunIds)];
        var runs = runIds.Count == 0 ? [] : await ledger.Runs.GetAsync(new() { RunIds = runIds, Limit = int.MaxValue }, cancellation);
        return runs.ToLookup(run => run.ChangeId!.Value);
    }
}
