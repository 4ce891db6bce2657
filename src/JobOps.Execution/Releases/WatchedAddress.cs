using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>An address that is asked again and again; before the release it was measured.</summary>
/// <param name="url">The address.</param>
/// <param name="every">How often.</param>
/// <param name="before">The samples of the change's measurement of this address; null where there is none.</param>
sealed class WatchedAddress(Uri url, TimeSpan every, IReadOnlyList<Sample>? before) : WatchedSource($"GET {url}", "requests")
{
    long _requests;
    long _failed;

    protected override (long Errors, double Exposure)? Before =>
        before is null ? null : (before.Count(sample => sample.Failed), before.Count);

    protected override (long Errors, double Exposure) After => (_failed, _requests);

    public override async Task FollowAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(every);
        do
        {
            var (measurement, mismatch) = await HttpProbe.MeasureAsync(url, 1, new(null, null, null), cancellation);
            lock (Lock)
            {
                _requests++;
                _failed += measurement.Failed;
                if (mismatch is not null)
                    Keep(mismatch);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}
