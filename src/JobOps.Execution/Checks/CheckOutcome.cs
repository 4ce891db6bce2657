namespace JobOps.Execution;

/// <summary>What a check saw.</summary>
/// <param name="Passed">Whether it is as it should be.</param>
/// <param name="Actual">What was found, as one line.</param>
/// <param name="Remedy">What to do, as one sentence; null where it passed.</param>
/// <param name="Evidence">What was seen, a line each; what is kept of it is bounded.</param>
sealed record CheckOutcome(bool Passed, string Actual, string? Remedy, IReadOnlyList<string> Evidence)
{
    /// <summary>SHA-256 of a state that a later look is compared with; null where none is.</summary>
    public string? State { get; init; }

    public static CheckOutcome Pass(string actual, params IReadOnlyList<string> evidence) => new(true, actual, null, evidence);

    public static CheckOutcome Fail(string actual, string remedy, params IReadOnlyList<string> evidence) =>
        new(false, actual, remedy, evidence);
}
