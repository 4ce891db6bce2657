using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>
/// A progress bar that appears with the first thing to show, moves once a second as time goes by, and is always taken
/// away again. On any thread.
/// </summary>
/// <param name="screen">Where it is drawn.</param>
/// <param name="activity">Its heading.</param>
/// <param name="id">Tells it from others that are shown at the same time.</param>
sealed class ProgressBar(ProgressScreen screen, string activity, int id = 0) : IDisposable
{
    readonly string _activity = Visible.Line(activity);
    static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    ProgressText? _text;
    string? _drawn;
    Timer? _clock;
    bool _ended;

    /// <summary>Says something else: at once if something else is done now, and within a second if not.</summary>
    public void Show(ProgressText text)
    {
        lock (_lock)
        {
            if (_ended || !screen.IsWatched)
                return;
            var isNew = text.Doing != _text?.Doing;
            _text = text;
            _clock ??= new(_ => Tick(), state: null, s_tick, s_tick);
            if (isNew)
                Draw(text);
        }
    }

    /// <summary>Takes the bar away for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _clock?.Dispose();
            if (_drawn is not null)
                screen.Draw(new(id, _activity, "Ended") { RecordType = ProgressRecordType.Completed });
            _drawn = null;
        }
    }

    void Tick()
    {
        // On a slow terminal the next tick comes before this one is drawn: ticks that queued up would be drawn long after
        // the work has ended.
        if (!_lock.TryEnter())
            return;
        try
        {
            if (!_ended)
                Draw(_text!);
        }
        finally
        {
            _lock.Exit();
        }
    }

    void Draw(ProgressText text)
    {
        var line = text.At(DateTimeOffset.UtcNow);
        if (line == _drawn)
            return;
        _drawn = line;
        screen.Draw(new(id, _activity, line) { PercentComplete = text.Percent });
    }
}
