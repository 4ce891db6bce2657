using JobOps.CacheRules;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Environments;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Queues;
using JobOps.Rehearsals;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Engine.Sql;

/// <summary>
/// The ledger's rules, once for both databases: a class for each port of Core. What differs between the databases stands
/// in the two texts of a <see cref="Statement"/> and in the <see cref="ILedgerStore"/>.
/// </summary>
sealed class SqlLedger : ILedger
{
    readonly ILedgerStore _store;
    readonly LedgerIdentity _identity;

    public SqlLedger(ILedgerStore store, LedgerInfo info)
    {
        _store = store;
        _identity = new(info);
        var claims = new SqlClaims(store);
        Jobs = new SqlJobs(store);
        Requests = new SqlRequests(store, claims);
        Runs = new SqlRuns(store);
        Approvals = new SqlApprovals(store, claims);
        Outbox = new SqlOutbox(store, claims);
        Notifications = new SqlNotifications(store);
        Claims = claims;
        Steps = new SqlSteps(store);
        Log = new SqlLog(store);
        Queues = new SqlQueues(store);
        Schedules = new SqlSchedules(store);
        Workers = new SqlWorkers(store);
        Environments = new SqlEnvironments(store);
        Rehearsals = new SqlRehearsals(store);
        ChecklistResults = new SqlChecklistResults(store);
        CacheRules = new SqlCacheRules(store);
        Changes = new SqlChanges(store);
        Baselines = new SqlBaselines(store);
        Notes = new SqlNotes(store);
        Journal = new SqlJournal(store, _identity);
        Retention = new SqlRetention(store);
        Access = new SqlAccess(store);
        Transfer = new SqlTransfer(store, _identity);
    }

    public LedgerInfo Info => _identity.Info;

    public string Address => _store.Location.ToEnvironmentValue();

    public IJobCatalog Jobs { get; }

    public IRunRequests Requests { get; }

    public IRuns Runs { get; }

    public IRunApprovals Approvals { get; }

    public IOutbox Outbox { get; }

    public INotifications Notifications { get; }

    public IRunClaims Claims { get; }

    public IStepLedger Steps { get; }

    public IRunLog Log { get; }

    public IJobQueues Queues { get; }

    public IJobSchedules Schedules { get; }

    public IJobWorkers Workers { get; }

    public IJobEnvironments Environments { get; }

    public IRehearsals Rehearsals { get; }

    public IChecklistResults ChecklistResults { get; }

    public ICacheRules CacheRules { get; }

    public IChanges Changes { get; }

    public IBaselines Baselines { get; }

    public IChangeNotes Notes { get; }

    public IJournal Journal { get; }

    public IRunRetention Retention { get; }

    public ILedgerAccess Access { get; }

    public ILedgerTransfer Transfer { get; }

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellation = default) =>
        _store.ReadAsync(transaction => Task.FromResult(transaction.Now), cancellation);

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation = default) =>
        _store.WaitForChangeAsync(atMost, cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
