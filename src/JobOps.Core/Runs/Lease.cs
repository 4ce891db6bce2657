namespace JobOps.Runs;

/// <summary>The right to work on a run. Every write of a worker carries it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Token">Grows with every claim; a write with an older one is refused.</param>
/// <param name="Worker">Who holds it, as an incarnation: no two processes ever have the same.</param>
/// <param name="Duration">How long it lasts after each renewal, by the database's clock.</param>
public sealed record Lease(long RunId, long Token, string Worker, TimeSpan Duration);
