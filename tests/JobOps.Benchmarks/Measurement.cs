namespace JobOps.Benchmarks;

/// <summary>What one way of working does.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="PerSecond">Median over the rounds: operations per second, each durable when it counts.</param>
/// <param name="OfLimit">As a fraction of the bare loop's median in the same run.</param>
sealed record Measurement(string Name, double PerSecond, double OfLimit);
