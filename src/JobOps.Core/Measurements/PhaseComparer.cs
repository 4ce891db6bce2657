using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>The engine's <see cref="IPhaseComparer"/>, which needs distributions out of a package.</summary>
public static class PhaseComparer
{
    static readonly Lazy<IPhaseComparer> s_instance =
        new(() => EnginePart.Create<IPhaseComparer>("JobOps.Engine.Statistics.PhaseComparer"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static IPhaseComparer Instance => s_instance.Value;
}
