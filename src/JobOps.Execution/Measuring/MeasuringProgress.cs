namespace JobOps.Execution;

/// <summary>How far a measuring is.</summary>
/// <param name="Taken">Samples so far, of all targets.</param>
/// <param name="Of">How many there will be; null where a duration says when it is over.</param>
/// <param name="Elapsed">Since the first sample.</param>
/// <param name="LastMs">The last one, in milliseconds.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="WarmingUp">What is made now is dropped.</param>
public readonly record struct MeasuringProgress(int Taken, int? Of, TimeSpan Elapsed, double LastMs, int Failed, bool WarmingUp);
