using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>The ledger jobs of one session: those that were started or looked up in it, as Get-Job shows them.</summary>
sealed class SessionJobs
{
    static readonly ConditionalWeakTable<Runspace, SessionJobs> s_bySession = new();

    readonly Lock _lock = new();
    readonly List<LedgerJob> _jobs = [];

    /// <summary>Those of the current session. On the pipeline's thread only.</summary>
    public static SessionJobs Current => s_bySession.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>False after the module was removed: PowerShell keeps asking for jobs all the same.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<LedgerJob> All
    {
        get
        {
            lock (_lock)
                return [.. _jobs];
        }
    }

    /// <summary>Those whose name matches a wildcard pattern.</summary>
    public IEnumerable<LedgerJob> Named(string pattern)
    {
        var wildcard = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
        return All.Where(job => wildcard.IsMatch(job.Name));
    }

    /// <summary>Makes a run a job of this session, and follows it.</summary>
    public async Task<LedgerJob> AttachAsync(ILedger ledger, JobRun run)
    {
        var job = new LedgerJob(ledger.Info, run);
        await AttachAsync(job, ledger, run);
        return job;
    }

    /// <summary>The same with a job that had no run until now.</summary>
    public async Task AttachAsync(LedgerJob job, ILedger ledger, JobRun run)
    {
        Add(job);
        await LedgerJobFollower.Of(ledger).FollowAsync(job, run);
    }

    /// <summary>Does not show a job any longer.</summary>
    public void Remove(Job job)
    {
        lock (_lock)
            _jobs.RemoveAll(known => known == job);
    }

    public void Open() => IsOpen = true;

    /// <summary>Lets go of all jobs; their runs go on.</summary>
    public void Close()
    {
        IsOpen = false;
        foreach (var job in All)
        {
            Remove(job);
            job.LetGo();
        }
    }

    /// <summary>One run is one job in the list: the newer one stands for it, variables that hold the older one keep it.</summary>
    void Add(LedgerJob job)
    {
        lock (_lock)
        {
            _jobs.RemoveAll(known => known.InstanceId == job.InstanceId);
            _jobs.Add(job);
        }
    }
}
