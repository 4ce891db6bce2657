using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>What can be proved without a server of the script that a database administrator runs.</summary>
public sealed class MigrationScriptTextTests
{
    const string Guard = "IF @@TRANCOUNT = 0 SET NOEXEC ON;";

    static readonly IReadOnlyList<Migration> s_migrations = Migrations.Load("SqlServer");

    static readonly LedgerLocation s_nowhere = LedgerLocation.Parse("sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1");

    public static TheoryData<int> Versions => [0, .. s_migrations.SkipLast(1).Select(migration => migration.Version)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_is_a_script_of_T_SQL_that_is_made_without_a_server(int version)
    {
        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(s_nowhere, version, TestContext.Current.CancellationToken);

        _ = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        Assert.Empty(errors.Select(error => $"line {error.Line}: {error.Message}"));
        Assert.All(s_migrations, migration => Assert.Equal(
            migration.Version > version, script.Contains($"\n-- {migration.Version} {migration.Name}\n", StringComparison.Ordinal)));
    }

    // sqlcmd goes on after an error, which has ended the transaction: what follows would be done outside of it.
    [Fact]
    public void After_each_batch_of_the_transaction_a_failure_stops_the_rest()
    {
        var batches = SqlServerLedgers.Batches(MigrationScript.Write(0, s_migrations)).Select(batch => batch.Trim()).ToList();

        Assert.Contains("SET XACT_ABORT ON;", batches[0]);
        Assert.StartsWith("BEGIN TRANSACTION;", batches[1]);
        var inside = batches[1..^2];
        Assert.All(inside.Where((_, index) => index % 2 == 1), batch => Assert.Equal(Guard, batch));
        Assert.Equal(Guard, inside[^1]);
        Assert.EndsWith("COMMIT TRANSACTION;", batches[^2]);
        Assert.Equal("SET NOEXEC OFF;", batches[^1]);
    }

    [Fact]
    public void Between_its_begin_and_its_end_stand_the_migrations_word_for_word()
    {
        var inside = SqlServerLedgers.Batches(MigrationScript.Write(0, s_migrations)).Select(batch => batch.Trim()).ToList()[3..^2];

        Assert.Equal(
            s_migrations.SelectMany(migration => SqlServerLedgers.Batches(migration.Sql)).Select(batch => batch.Trim()),
            inside.Where(batch => batch != Guard).Select(WithoutHeading));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task With_ledger_tables_it_first_asks_whether_the_server_has_them_and_is_T_SQL_of_2022(int fromVersion)
    {
        var version = Math.Min(fromVersion, s_migrations[^1].Version);
        var script = await LedgerFactory.Instance.GetMigrationScriptAsync(
            s_nowhere, ledgerTables: true, version, TestContext.Current.CancellationToken);
        var batches = SqlServerLedgers.Batches(script).Select(batch => batch.Trim()).ToList();

        SqlTexts.Parse2022(script);
        Assert.Contains("THROW 50003", batches[3], StringComparison.Ordinal);
        Assert.Contains("THROW 50004", batches[5], StringComparison.Ordinal);
        Assert.All(batches[1..^2].Where((_, index) => index % 2 == 1), batch => Assert.Equal(Guard, batch));
        Assert.All(
            SqlServerLedgers.Batches(SqlServerLedgerTables.Change.Sql),
            batch => Assert.Contains(batch.Trim(), script, StringComparison.Ordinal));
        Assert.Contains("""('JournalMadeAppendOnly', N'{"table":"jobops.Journal"}')""", batches[^2], StringComparison.Ordinal);
        Assert.Equal(version == 0, batches[^2].Contains("INSERT INTO @applied", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_them_it_says_nothing_of_ledger_tables() =>
        Assert.DoesNotMatch("(?i)LEDGER = ON|ledger_type|--ledger-tables--|--applied--|JournalMadeAppendOnly",
            MigrationScript.Write(0, s_migrations));

    [Fact]
    public async Task An_embedded_ledger_has_none()
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(
            async () => await LedgerFactory.Instance.GetMigrationScriptAsync(LedgerLocation.Parse("sqlite:x.db"),
                0, TestContext.Current.CancellationToken))).Error;

        Assert.Equal(("LedgerHasNoScript", ExitCodes.BadInput), (error.Id, error.ExitCode));
    }

    static string WithoutHeading(string batch) =>
        s_migrations.Aggregate(batch,
            (text, migration) => text.Replace($"-- {migration.Version} {migration.Name}\n\n", "", StringComparison.Ordinal));
}
