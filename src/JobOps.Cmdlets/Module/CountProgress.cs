namespace JobOps.Cmdlets;

/// <summary>Shows how much of something is done; takes the bar away at the end.</summary>
/// <param name="screen">Where it shows.</param>
/// <param name="activity">What is done.</param>
/// <param name="things">What is counted.</param>
/// <param name="total">How many there are; null where it is not known.</param>
sealed class CountProgress(ProgressScreen screen, string activity, string things, long? total) : IProgress<long>, IDisposable
{
    readonly ProgressBar _bar = new(screen, activity);
    readonly DateTimeOffset _since = DateTimeOffset.UtcNow;

    public void Report(long value) => _bar.Show(new(activity)
    {
        Since = _since,
        Detail = FormattableString.Invariant($"{value} {things}"),
        Percent = total is > 0 and var all ? (int)Math.Min(100, 100 * value / all) : -1,
    });

    public void Dispose() => _bar.Dispose();
}
