using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>
/// Reads from an open ledger how the runs of this process' jobs go, and tells the jobs. One loop for all of them; there
/// is none while no job is open.
/// </summary>
sealed class LedgerJobFollower(ILedger ledger)
{
    // As Get-JobLog reads them.
    const int LogBatch = 1000;

    // A change wakes the wait; this is for a ledger that cannot tell of one, and the pause after one that does not answer.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    // A round of questions may take at most a fifth of the time, however many jobs there are and however often the
    // ledger changes.
    const int PauseFactor = 4;

    static readonly ConditionalWeakTable<ILedger, LedgerJobFollower> s_byLedger = new();

    readonly Lock _lock = new();
    readonly List<FollowedRun> _followed = [];
    readonly RunProgressReader _progress = new(ledger);
    readonly LedgerUse _use = new();
    bool _running;
    bool _troubled;

    /// <summary>The one of a ledger.</summary>
    public static LedgerJobFollower Of(ILedger ledger) => s_byLedger.GetValue(ledger, opened => new(opened));

    /// <summary>Lets go of a ledger that is about to be closed: it is not asked any more, and its jobs are disconnected.</summary>
    public static async Task CloseAsync(ILedger ledger)
    {
        if (s_byLedger.TryGetValue(ledger, out var follower))
            await follower.CloseAsync();
    }

    /// <summary>Follows a run from its beginning to its end. What it has said already is in the job when the task ends.</summary>
    public async Task FollowAsync(LedgerJob job, JobRun run)
    {
        job.Follow(this, run);
        var followed = new FollowedRun(job, run.RunId);
        await await ReadAsync(followed);
        if (!followed.Ended)
            Add(followed);
    }

    /// <summary>Does not follow the run of a job any longer.</summary>
    public void Forget(LedgerJob job)
    {
        lock (_lock)
            _followed.RemoveAll(followed => followed.Job == job);
    }

    /// <summary>Asks for the end of a run.</summary>
    /// <exception cref="JobOpsException">RunNotFollowed, RunNotFound, RunNotStoppable</exception>
    public async Task StopRunAsync(long runId, string reason)
    {
        try
        {
            await _use.RunAsync(() => ledger.Requests.StopAsync(runId, reason.Length > 0 ? reason : null, _use.Closing));
        }
        catch (OperationCanceledException exception)
        {
            throw new JobOpsException(Error.RunNotFollowed(runId), exception);
        }
    }

    void Add(FollowedRun followed)
    {
        lock (_lock)
        {
            _followed.Add(followed);
            if (_running)
                return;
            _running = true;
        }
        _ = Task.Run(LoopAsync);
    }

    async Task LoopAsync()
    {
        while (true)
        {
            FollowedRun[] round;
            lock (_lock)
            {
                _followed.RemoveAll(followed => followed.Ended);
                _running = _followed.Count > 0;
                if (!_running)
                    return;
                round = [.. _followed];
            }
            try
            {
                await RoundAsync(round);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (JobOpsException exception)
            {
                Warn(round, exception.Error);
                await Task.WhenAny(Task.Delay(s_longestWait, _use.Closing));
            }
        }
    }

    async Task RoundAsync(FollowedRun[] round)
    {
        var clock = Stopwatch.StartNew();
        foreach (var followed in round)
            await ReadAsync(followed);
        _troubled = false;
        await Task.Delay(clock.Elapsed * PauseFactor, _use.Closing);
        await _use.RunAsync(async () =>
        {
            await ledger.WaitForChangeAsync(s_longestWait, _use.Closing);
            return true;
        });
    }

    /// <summary>Reads what is new of a run.</summary>
    /// <returns>Ends when the job has taken it in; a slow Receive-Job holds that up.</returns>
    async Task<Task> ReadAsync(FollowedRun followed)
    {
        var news = await _use.RunAsync(() => ReadNewsAsync(followed));
        if (news is null)
        {
            followed.Ended = true;
            followed.Job.Detach();
            return Task.CompletedTask;
        }
        followed.Ended = news.Run.IsFinished;
        return followed.Job.Publish(news.Run, news.Lines, news.Progress);
    }

    /// <summary>Null for a run that is no longer in the ledger.</summary>
    async Task<RunNews?> ReadNewsAsync(FollowedRun followed)
    {
        // Asked before the lines are read: what is written before the end is read after it.
        if (await ledger.Runs.FindAsync(followed.RunId, _use.Closing) is not { } run)
            return null;
        var lines = await ReadLinesAsync(followed, run);
        followed.LastLine = lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line.Text)) ?? followed.LastLine;
        return new(run, lines, await _progress.ReadAsync(run, followed.LastLine, _use.Closing));
    }

    async Task<IReadOnlyList<LogLine>> ReadLinesAsync(FollowedRun followed, JobRun run)
    {
        var all = new List<LogLine>();
        if (run.Attempt == 0)
            return all;
        IReadOnlyList<LogLine> lines;
        do
        {
            lines = await ledger.Log.GetAsync(followed.RunId, followed.LastLogId, LogBatch, _use.Closing);
            all.AddRange(lines);
            followed.LastLogId = lines.Count > 0 ? lines[^1].LogId : followed.LastLogId;
        }
        while (lines.Count == LogBatch);
        return all;
    }

    void Warn(FollowedRun[] round, JobOpsError error)
    {
        if (_troubled)
            return;
        _troubled = true;
        foreach (var followed in round)
            followed.Job.Warn(error.ToString());
    }

    async Task CloseAsync()
    {
        await _use.CloseAsync();
        FollowedRun[] left;
        lock (_lock)
        {
            left = [.. _followed];
            _followed.Clear();
        }
        foreach (var followed in left)
            followed.Job.Detach();
    }

    sealed record RunNews(JobRun Run, IReadOnlyList<LogLine> Lines, ProgressText? Progress);

    sealed class FollowedRun(LedgerJob job, long runId)
    {
        public LedgerJob Job => job;

        public long RunId => runId;

        public long LastLogId { get; set; }

        /// <summary>For the bar: the newest line that says something.</summary>
        public LogLine? LastLine { get; set; }

        public bool Ended { get; set; }
    }
}
