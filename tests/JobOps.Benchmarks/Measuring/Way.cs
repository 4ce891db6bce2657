namespace JobOps.Benchmarks.Measuring;

/// <summary>One way of working, measured as operations per second.</summary>
/// <param name="Operations">How many of them <paramref name="Work"/> does.</param>
/// <param name="Work">What is timed.</param>
/// <param name="Prepare">Comes before it and is not timed; null for nothing.</param>
sealed record Way(int Operations, Func<Task> Work, Func<Task>? Prepare = null);
