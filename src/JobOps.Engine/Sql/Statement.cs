namespace JobOps.Engine.Sql;

/// <summary>
/// One statement in both dialects, side by side where they differ. Values are parameters, always.
/// </summary>
/// <param name="SqlServer">T-SQL.</param>
/// <param name="Sqlite">SQLite's SQL; it has no schemas, so no prefix.</param>
sealed record Statement(string SqlServer, string Sqlite)
{
    /// <summary>
    /// T-SQL that does the same for many rows at once, where there is such a text. They are the JSON array <c>@rows</c>, each
    /// an object whose members are called as the parameters are. An INSERT that is asked for the numbers of its rows gives
    /// the number first, and then the columns by which a row is recognised.
    /// </summary>
    public string? Many { get; init; }

    /// <summary>A text that both understand once the schema's name and the hint are taken away, which SQLite does not know.</summary>
    public static implicit operator Statement(string both) => new(
        both,
        both.Replace("jobops.", "", StringComparison.Ordinal).Replace(" WITH (ROWLOCK)", "", StringComparison.Ordinal));
}
