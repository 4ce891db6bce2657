using System.Reflection;
using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>Every SQL text of the assembly, and the parser of SQL Server 2019.</summary>
static class SqlTexts
{
    public static IReadOnlyList<(string Name, Statement Statement)> Statements { get; } = [..
        from type in typeof(Statement).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where field.FieldType == typeof(Statement)
        from text in TextsOf((Statement)field.GetValue(null)!)
        select ($"{type.Name}.{field.Name}{text.What}", text.Statement)];

    /// <summary>The migrations of SQL Server, batch by batch; behind a batch what it executes as a text.</summary>
    public static IReadOnlyList<string> Schema { get; } =
        [.. Migrations.Load("SqlServer").SelectMany(migration => SqlServerLedgers.Batches(migration.Sql)).SelectMany(WithItsTexts)];

    /// <summary>What stands behind the name of a text for many rows at once.</summary>
    public const string OfMany = " of many";

    static IEnumerable<(string What, Statement Statement)> TextsOf(Statement statement)
    {
        yield return ("", statement);
        if (statement.Many is { } many)
            yield return (OfMany, statement with { SqlServer = many });
    }

    public static TheoryData<string> Names => [.. Statements.Select(statement => statement.Name)];

    public static Statement Find(string name) => Statements.Single(statement => statement.Name == name).Statement;

    public static TSqlFragment Parse(string text) => Parse(new TSql150Parser(initialQuotedIdentifiers: true), text);

    /// <summary>What SQL Server 2022 and Azure SQL alone understand.</summary>
    public static TSqlFragment Parse2022(string text) => Parse(new TSql160Parser(initialQuotedIdentifiers: true), text);

    static TSqlFragment Parse(TSqlParser parser, string text)
    {
        var tree = parser.Parse(new StringReader(text), out var errors);
        Assert.True(errors.Count == 0, string.Join('\n', errors.Select(error => $"line {error.Line}: {error.Message}")) + "\n" + text);
        return tree;
    }

    /// <summary>The table of the schema jobops that a reference means; null for what is none.</summary>
    public static string? TableOf(TableReference reference) =>
        reference is NamedTableReference { SchemaObject: { SchemaIdentifier.Value: "jobops" } name } ? name.BaseIdentifier.Value : null;

    static IEnumerable<string> WithItsTexts(string batch)
    {
        var reader = new ExecutedTextReader();
        Parse(batch).Accept(reader);
        return [batch, .. reader.Texts];
    }

    /// <summary>What <c>EXEC (N'…')</c> executes: a parser sees nothing but a string there.</summary>
    sealed class ExecutedTextReader : TSqlFragmentVisitor
    {
        public List<string> Texts { get; } = [];

        public override void Visit(ExecutableStringList node) =>
            Texts.Add(string.Concat(node.Strings.Cast<StringLiteral>().Select(text => text.Value)));
    }
}
