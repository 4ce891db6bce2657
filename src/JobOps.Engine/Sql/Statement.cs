namespace JobOps.Engine.Sql;

/// <summary>
/// One statement in both dialects, side by side where they differ. Values are parameters, always.
/// </summary>
/// <param name="SqlServer">T-SQL.</param>
/// <param name="Sqlite">SQLite's SQL; it has no schemas, so no prefix.</param>
sealed record Statement(string SqlServer, string Sqlite)
{
    /// <summary>
    /// T-SQL that inserts many rows at once into a table that numbers them, where there is such a text. They are the JSON array
    /// <c>@rows</c>, each an object whose members are called as the parameters are. It gives the number of each row first, and
    /// then the columns by which the row is recognised.
    /// </summary>
    public string? Many { get; init; }

    /// <summary>A text that both understand once the schema's name and the hint are taken away, which SQLite does not know.</summary>
    public static implicit operator Statement(string both) => new(
        both,
        both.Replace("jobops.", "", StringComparison.Ordinal).Replace(" WITH (ROWLOCK)", "", StringComparison.Ordinal));
}
