namespace JobOps.Cmdlets;

/// <summary>The progress bars of ledger jobs while a cmdlet of PowerShell waits for them: one for each that has not ended.</summary>
sealed class WaitingBars(ProgressScreen screen, IEnumerable<LedgerJob> jobs) : IDisposable
{
    readonly List<JobBar> _bars = [.. jobs.Select(job => new JobBar(screen, job))];

    /// <summary>Takes them away.</summary>
    public void Dispose()
    {
        foreach (var bar in _bars)
            bar.Dispose();
    }

    sealed class JobBar : IDisposable
    {
        readonly Lock _lock = new();
        readonly ProgressScreen _screen;
        readonly LedgerJob _job;
        ProgressBar? _bar;

        public JobBar(ProgressScreen screen, LedgerJob job)
        {
            _screen = screen;
            _job = job;
            job.Progressed += Move;
            if (job.Progressing is { } text)
                Move(text);
        }

        public void Dispose()
        {
            _job.Progressed -= Move;
            Move(null);
        }

        void Move(ProgressText? text)
        {
            lock (_lock)
            {
                if (text is null)
                    _bar?.Dispose();
                else if (_job.Run is { } run)
                    (_bar ??= new(_screen, RunBar.Activity(run), RunBar.ActivityId(run))).Show(text);
            }
        }
    }
}
