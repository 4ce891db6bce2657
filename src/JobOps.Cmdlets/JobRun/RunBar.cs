using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>
/// The progress bar of a run that this session executes: which step of how many, for how long, and the last line of its
/// output. Until it executes something, the bar says what it waits for.
/// </summary>
sealed class RunBar(ProgressScreen screen, JobRun run) : IRunObserver, IDisposable
{
    readonly Lock _lock = new();
    readonly ProgressBar _bar = new(screen, Activity(run), ActivityId(run));
    DateTimeOffset? _began;
    ProgressText? _doing;

    /// <summary>This session executes the run now.</summary>
    public bool HasBegun
    {
        get
        {
            lock (_lock)
                return _began is not null;
        }
    }

    /// <summary>Says what keeps the run from being executed here.</summary>
    public void Wait(ProgressText text)
    {
        lock (_lock)
            if (_began is null)
                _bar.Show(text);
    }

    /// <summary>Says what is executed now.</summary>
    public void Begin(ProgressText text)
    {
        lock (_lock)
        {
            _began ??= DateTimeOffset.UtcNow;
            _doing = text with { Since = _began };
            _bar.Show(_doing);
        }
    }

    public void StepStarting(JobRun run, string stepName, int number, int count) => Begin(ProgressText.Step(number, count, stepName));

    public void Line(LogLine line)
    {
        if (string.IsNullOrWhiteSpace(line.Text))
            return;
        lock (_lock)
        {
            if (_doing is null)
                return;
            _doing = _doing with { Detail = line.Text };
            _bar.Show(_doing);
        }
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered)
    {
    }

    public void Dispose() => _bar.Dispose();

    /// <summary>The heading of a run's bar.</summary>
    public static string Activity(JobRun run) => run.RollbackOf is { } undone
        ? $"{run.JobName} (run {run.RunId} undoes {undone})"
        : $"{run.JobName} (run {run.RunId})";

    /// <summary>Tells the bars of several runs apart.</summary>
    public static int ActivityId(JobRun run) => (int)(run.RunId % int.MaxValue);
}
