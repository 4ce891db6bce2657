using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Creates the tables of a job ledger, or brings them up to date.</summary>
/// <remarks>
/// All missing migrations are applied in one transaction under a lock, so that two administrators do not meet. With
/// -WhatIf the SQL of the missing migrations is shown and nothing is changed. On SQL Server it takes a database owner;
/// where only a database administrator may change the schema, -ScriptOnly prints a script for sqlcmd or Management Studio,
/// which does all that this cmdlet would have done. Everybody else needs no more than a role: see Grant-JobLedgerRole. An
/// embedded ledger needs no initialisation: it is brought up to date when it is opened.
/// With -LedgerTables the journal becomes an append-only ledger table, which SQL Server 2022 and Azure SQL have: the server
/// itself lets nobody change or delete an entry, its owner included, and Test-JobLedger has the server verify it, too. There
/// is no way back, a purge then leaves the journal as it is, and nothing can be imported any more: import first.
/// docs/sqlserver.md says what it takes.
/// </remarks>
/// <example>
/// <para>Shows the SQL that would be executed.</para>
/// <code>Initialize-JobLedger sqlite:./ledger.db -WhatIf</code>
/// </example>
/// <example>
/// <para>Applies it, and shows which migrations were applied.</para>
/// <code>Initialize-JobLedger sqlite:./ledger.db -PassThru</code>
/// </example>
/// <example>
/// <para>Writes a script for a database without a ledger; nothing is connected.</para>
/// <code>Initialize-JobLedger 'sqlserver:Server=db1;Database=ops' -ScriptOnly -FromVersion 0 > jobops.sql</code>
/// </example>
/// <example>
/// <para>Makes the journal of a ledger append-only, after a look at the SQL.</para>
/// <code>Initialize-JobLedger 'sqlserver:Server=db1;Database=ops' -LedgerTables -WhatIf
/// Initialize-JobLedger 'sqlserver:Server=db1;Database=ops' -LedgerTables</code>
/// </example>
[Cmdlet(VerbsData.Initialize, "JobLedger", SupportsShouldProcess = true, DefaultParameterSetName = "Apply")]
[OutputType(typeof(Migration), ParameterSetName = [ApplySet])]
[OutputType(typeof(string), ParameterSetName = [ScriptSet])]
public sealed class InitializeJobLedgerCommand : LocatedLedgerCmdlet
{
    const string ApplySet = "Apply";

    const string ScriptSet = "Script";

    /// <summary>Prints the missing migrations as a script for a database administrator; changes nothing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    public SwitchParameter ScriptOnly { get; set; }

    /// <summary>
    /// The schema version that the database has, 0 for none: the script is printed without connecting. Without it, the
    /// database is asked.
    /// </summary>
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? FromVersion { get; set; }

    /// <summary>
    /// Makes the journal an append-only ledger table, for good. Takes SQL Server 2022 or later, Azure SQL Database or Azure
    /// SQL Managed Instance; elsewhere nothing is changed. Where the journal is one already, there is nothing to do.
    /// </summary>
    [Parameter]
    public SwitchParameter LedgerTables { get; set; }

    /// <summary>Writes the migrations that were applied.</summary>
    [Parameter(ParameterSetName = ApplySet)]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task EndAsync()
    {
        var location = await ReadLocationAsync();
        if (ScriptOnly)
            Pipeline.Write(await LedgerFactory.Instance.GetMigrationScriptAsync(location, LedgerTables, FromVersion, StopToken));
        else
            await ApplyAsync(location);
    }

    async Task ApplyAsync(LedgerLocation location)
    {
        var pending = await LedgerFactory.Instance.GetPendingMigrationsAsync(location, LedgerTables, StopToken);
        if (pending.Count == 0)
        {
            Pipeline.WriteVerbose($"{location} is up to date.");
            return;
        }
        var names = string.Join(", ", pending);
        var sql = string.Join("\n", pending.Select(migration => $"-- {migration}\n{migration.Sql}"));
        if (!await Pipeline.ShouldProcessAsync(
                $"Apply migrations {names} to {location}:\n{sql}", $"Apply migrations {names} to {location}?", "Initialize-JobLedger"))
            return;
        var applied = await LedgerFactory.Instance.InitializeAsync(location, LedgerTables, StopToken);
        if (PassThru)
            Pipeline.Write(applied, enumerate: true);
    }
}
