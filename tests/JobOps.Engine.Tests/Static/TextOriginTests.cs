using System.Reflection;
using System.Runtime.CompilerServices;
using Dapper;
using JobOps.Engine.Sql;
using JobOps.Engine.Sqlite;
using JobOps.Engine.SqlServer;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Static;

/// <summary>
/// No value gets into a SQL text. A <see cref="Statement"/> is made while its class is initialised, before there is any
/// value; and only what executes statements hands a text to the database's client. Both are read out of the compiled code.
/// </summary>
public sealed class TextOriginTests
{
    static readonly BindingFlags s_all =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly IReadOnlyList<(MethodBase Caller, HashSet<MethodBase> Calls)> s_code = ReadCode(typeof(Statement).Assembly);

    // The texts of migrations are files of the assembly; a SQLite file is looked at with words that T-SQL does not have.
    static readonly Type[] s_others = [typeof(Migrations), typeof(SqliteLedgers)];

    [Fact]
    public void A_statement_is_made_while_its_class_is_initialised()
    {
        var makers = Callers(method => method.DeclaringType == typeof(Statement) && method.Name is ".ctor" or "op_Implicit")
            .Where(method => method.DeclaringType != typeof(Statement)).ToList();

        Assert.True(makers.Count > 10, "the code was not read");
        Assert.All(makers, maker => Assert.True(
            IsInitialisation(maker) || s_others.Contains(OuterType(maker)), $"{maker.DeclaringType}.{maker.Name} makes a statement"));
    }

    [Fact]
    public void Only_what_executes_statements_hands_texts_to_the_client()
    {
        var commands = Callers(method => method.DeclaringType == typeof(SqlCommand) && method.Name is ".ctor" or "set_CommandText");
        var queries = Callers(method =>
            method.DeclaringType == typeof(CommandDefinition) && method.IsConstructor || method.DeclaringType == typeof(SqlMapper));

        // Begin, commit and roll back: constants. DBCC, after an import: it takes the number to go on from in its text only.
        // The server's own procedures, which verify outside of any transaction: their names. What a transaction executes.
        Assert.Equal(
            [typeof(SqlServerLedgerTables), typeof(SqlServerRows), typeof(SqlServerStatements), typeof(SqlServerStore)],
            commands.Select(OuterType).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.Equal(
            [typeof(SqlServerLedgerTransaction), typeof(SqliteLedgerTransaction), typeof(TimeHandler)],
            queries.Select(OuterType).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_that_cannot_be_a_parameter_goes_through_QUOTENAME()
    {
        var dynamic = SqlTexts.Statements.Where(item => item.Statement.SqlServer.Contains("EXEC (", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, dynamic.Count);
        Assert.All(dynamic, item =>
        {
            // N'…' + QUOTENAME(@x) + N'…', and nothing else.
            var parts = item.Statement.SqlServer.Split('\n')[0].Split(" = ", 2)[1].TrimEnd(';').Split(" + ");
            Assert.All(parts, part => Assert.Matches(@"^(N'[^'@]*'|QUOTENAME\(@\w+\))$", part));
        });
    }

    /// <summary>A static constructor, or a method or constructor that nothing else calls.</summary>
    static bool IsInitialisation(MethodBase method) =>
        method is ConstructorInfo { IsStatic: true }
        || (Callers(called => called == method) is { Count: > 0 } callers && callers.All(IsInitialisation));

    static List<MethodBase> Callers(Func<MethodBase, bool> isMeant) =>
        [.. s_code.Where(item => item.Calls.Any(isMeant)).Select(item => item.Caller)];

    static Type OuterType(MethodBase method)
    {
        var type = method.DeclaringType!;
        while (type.DeclaringType is { } outer
            && (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || type.Name.StartsWith('<')))
            type = outer;
        return type;
    }

    static List<(MethodBase, HashSet<MethodBase>)> ReadCode(Assembly assembly) =>
    [..
        from type in assembly.GetTypes()
        from method in type.GetMethods(s_all).Concat<MethodBase>(type.GetConstructors(s_all))
        where method.GetMethodBody() is not null
        select (method, CallsOf(method))];

    static HashSet<MethodBase> CallsOf(MethodBase method)
    {
        const byte Call = 0x28, CallVirtual = 0x6F, NewObject = 0x73;
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var calls = new HashSet<MethodBase>();
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        // Every place that may be a call is taken for one: an operand that looks like one names no method, or one too many.
        for (var index = 0; index + 4 < code.Length; index++)
        {
            if (code[index] is not (Call or CallVirtual or NewObject))
                continue;
            try
            {
                if (method.Module.ResolveMethod(BitConverter.ToInt32(code, index + 1), typeArguments, methodArguments) is { } called)
                    calls.Add(called);
            }
            catch (Exception exception) when (exception is ArgumentException or BadImageFormatException)
            {
                // Not a call.
            }
        }
        return calls;
    }
}
