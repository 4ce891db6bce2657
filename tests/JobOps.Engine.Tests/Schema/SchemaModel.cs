namespace JobOps.Engine.Tests.Schema;

/// <summary>What the migrations of one ledger make, when all of them have run.</summary>
/// <param name="Tables">In the order of their making.</param>
/// <param name="Indexes">Without those that keys bring along.</param>
/// <param name="Storage">What is not stored in the database's usual way.</param>
sealed record SchemaModel(
    IReadOnlyList<SchemaTable> Tables, IReadOnlyList<SchemaIndex> Indexes, IReadOnlyList<SchemaStorage> Storage);

/// <param name="Name">Of the table.</param>
/// <param name="Columns">In their order.</param>
/// <param name="RefersTo">The tables that its foreign keys name.</param>
sealed record SchemaTable(string Name, IReadOnlyList<SchemaColumn> Columns, IReadOnlyList<string> RefersTo);

/// <param name="Name">Of the column.</param>
/// <param name="Type">As the database writes it, with NOT NULL.</param>
sealed record SchemaColumn(string Name, string Type);

/// <param name="Name">Of the index.</param>
/// <param name="Table">What it is on.</param>
/// <param name="Unique">It keeps two rows from being alike.</param>
/// <param name="Columns">As one text, DESC included.</param>
/// <param name="Filter">Which rows stand in it; empty for all.</param>
sealed record SchemaIndex(string Name, string Table, bool Unique, string Columns, string Filter);

/// <param name="Name">Of the table or the index.</param>
/// <param name="Option">As the database writes it.</param>
sealed record SchemaStorage(string Name, string Option);
