namespace JobOps.Engine.Sql;

/// <summary>How long the loser of a race waits before the next try.</summary>
static class Backoff
{
    /// <summary>Twice as long after each try, and each time with a random part, so that those who met do not meet again.</summary>
    /// <param name="first">About how long after the first.</param>
    /// <param name="attempt">How many tries there were; 1 after the first.</param>
    public static TimeSpan After(TimeSpan first, int attempt) => first * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
}
