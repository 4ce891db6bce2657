using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>The progress bar of a measuring: how many samples there are, and how long the last one took.</summary>
/// <param name="screen">Where it shows.</param>
/// <param name="target">What is measured.</param>
/// <param name="duration">For how long; null where a count says when it is over.</param>
sealed class MeasuringBar(ProgressScreen screen, string target, TimeSpan? duration) : IProgress<MeasuringProgress>, IDisposable
{
    readonly ProgressBar _bar = new(screen, $"Measuring {target}");
    readonly DateTimeOffset _since = DateTimeOffset.UtcNow;

    public void Report(MeasuringProgress value) => _bar.Show(new(value.WarmingUp ? "Warming up" : "Measuring")
    {
        Since = _since,
        Detail = FormattableString.Invariant($"{value.Taken}{Of(value)}, last {value.LastMs:0.#} ms{Failed(value)}"),
        Percent = value.WarmingUp ? 0
            : value.Of is > 0 and var of ? 100 * value.Taken / of
            : duration is { } whole ? (int)Math.Min(100, 100 * (value.Elapsed / whole)) : -1,
    });

    public void Dispose() => _bar.Dispose();

    static string Of(MeasuringProgress value) => value.Of is { } all ? FormattableString.Invariant($" of {all}") : "";

    static string Failed(MeasuringProgress value) => value.Failed > 0 ? FormattableString.Invariant($", {value.Failed} failed") : "";
}
