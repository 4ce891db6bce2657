namespace JobOps.Engine.Sql;

/// <summary>
/// One statement in both dialects, side by side where they differ. Values are parameters, always.
/// </summary>
/// <param name="SqlServer">T-SQL.</param>
/// <param name="Sqlite">SQLite's SQL; it has no schemas, so no prefix.</param>
sealed record Statement(string SqlServer, string Sqlite)
{
    /// <summary>A text that both understand once the schema's name and the hint are taken away, which SQLite does not know.</summary>
    public static implicit operator Statement(string both) => new(
        both,
        both.Replace("jobops.", "", StringComparison.Ordinal).Replace(" WITH (ROWLOCK)", "", StringComparison.Ordinal));
}
