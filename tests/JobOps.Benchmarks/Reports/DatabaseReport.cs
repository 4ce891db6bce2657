namespace JobOps.Benchmarks.Reports;

/// <summary>What was measured on one database.</summary>
/// <param name="Name">With its version and settings.</param>
/// <param name="SmallHistory">Finished runs in the ledger with the short past.</param>
/// <param name="LargeHistory">In the one with the long past.</param>
/// <param name="Figures">In the order of the table.</param>
/// <param name="Targets">What was to be reached.</param>
sealed record DatabaseReport(
    string Name, int SmallHistory, int LargeHistory, IReadOnlyList<Figure> Figures, IReadOnlyList<Target> Targets);
