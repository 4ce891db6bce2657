using System.Globalization;
using JobOps.Benchmarks.Reports;

namespace JobOps.Benchmarks;

/// <summary>How busy the machine was with other things, right before the first measurement and right after the last.</summary>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
sealed record Conditions(Load Before, Load After)
{
    /// <summary>Whether what was measured says more about the machine than about what was to be measured.</summary>
    public bool IsBusy => Before.IsBusy || After.IsBusy;

    public override string ToString() => $"Before: {Before}; after: {After}{(IsBusy ? $" — {Words.Busy}" : "")}.";
}

/// <summary>How busy a machine is while this program does nothing.</summary>
/// <param name="Average">The load average over a minute; null where the system tells none.</param>
/// <param name="Used">The part of all cores' time that was used during a look; null where the system does not tell.</param>
sealed record Load(double? Average, double? Used)
{
    const double Most = 0.15;

    static readonly TimeSpan s_look = TimeSpan.FromSeconds(3);

    /// <summary>Whether others use more of it than a machine at rest would.</summary>
    public bool IsBusy => Used > Most;

    public static async Task<Load> LookAsync()
    {
        if (!File.Exists("/proc/stat"))
            return new(null, null);
        var (used, all) = Ticks();
        await Task.Delay(s_look);
        var (usedLater, allLater) = Ticks();
        return new(Machine.CurrentLoad(), (double)(usedLater - used) / Math.Max(1, allLater - all));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"load {Average:0.0}, {Used:P0} of the cores in use");

    /// <summary>Since the machine started: user, nice, system, idle, waiting for a disk, and interrupts.</summary>
    static (long Used, long All) Ticks()
    {
        const int Idle = 3;
        const int Waiting = 4;
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return (ticks.Sum() - ticks[Idle] - ticks[Waiting], ticks.Sum());
    }
}
