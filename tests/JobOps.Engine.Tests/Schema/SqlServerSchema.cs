using JobOps.Engine.Tests.Static;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Schema;

/// <summary>Reads the T-SQL of the migrations, as a server would execute it.</summary>
sealed class SqlServerSchema : TSqlFragmentVisitor
{
    readonly List<string> _tables = [];
    readonly Dictionary<string, List<SchemaColumn>> _columns = [];
    readonly Dictionary<string, List<string>> _references = [];
    readonly List<SchemaIndex> _indexes = [];
    readonly List<SchemaStorage> _storage = [];

    public static SchemaModel Read()
    {
        var reader = new SqlServerSchema();
        foreach (var batch in SqlTexts.Schema)
            SqlTexts.Parse(batch).Accept(reader);
        return new(
            [.. reader._tables.Select(name => new SchemaTable(name, reader._columns[name], [.. reader._references[name].Distinct()]))],
            reader._indexes, reader._storage);
    }

    public override void Visit(CreateTableStatement node)
    {
        var name = node.SchemaObjectName.BaseIdentifier.Value;
        _tables.Add(name);
        (_columns[name], _references[name]) = ([], []);
        Add(name, node.Definition);
    }

    // What is made anew comes without its indexes and with its own storage; a table that is gone is none.
    public override void Visit(DropTableStatement node)
    {
        foreach (var name in node.Objects.Select(table => table.BaseIdentifier.Value))
        {
            _tables.Remove(name);
            _indexes.RemoveAll(index => index.Table == name);
            _storage.RemoveAll(stored => stored.Name == name);
        }
    }

    public override void Visit(AlterTableAddTableElementStatement node) => Add(node.SchemaObjectName.BaseIdentifier.Value, node.Definition);

    public override void Visit(CreateIndexStatement node) => _indexes.Add(new(
        node.Name.Value, node.OnName.BaseIdentifier.Value, node.Unique,
        string.Join(", ", node.Columns.Select(column => Text(column))), node.FilterPredicate is { } filter ? Text(filter) : ""));

    public override void Visit(DropIndexStatement node) =>
        _indexes.RemoveAll(index => node.DropIndexClauses.OfType<DropIndexClause>().Any(drop => drop.Index.Value == index.Name));

    public override void Visit(AlterTableRebuildStatement node) => Store(node.SchemaObjectName.BaseIdentifier.Value, node.IndexOptions);

    public override void Visit(AlterIndexStatement node) => Store(node.Name.Value, node.IndexOptions);

    void Store(string name, IEnumerable<IndexOption> options) =>
        _storage.AddRange(options.Select(option => new SchemaStorage(name, Text(option))));

    void Add(string table, TableDefinition definition)
    {
        foreach (var column in definition.ColumnDefinitions)
        {
            var required = column.Constraints.OfType<NullableConstraintDefinition>().Any(constraint => !constraint.Nullable);
            _columns[table].Add(new(column.ColumnIdentifier.Value, Text(column.DataType) + (required ? " NOT NULL" : "")));
        }
        var constraints = definition.ColumnDefinitions.SelectMany(column => column.Constraints).Concat(definition.TableConstraints);
        _references[table].AddRange(
            constraints.OfType<ForeignKeyConstraintDefinition>().Select(key => key.ReferenceTableName.BaseIdentifier.Value));
    }

    static string Text(TSqlFragment fragment) => string.Join(' ', string.Concat(
            fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
                .Select(token => token.Text))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
