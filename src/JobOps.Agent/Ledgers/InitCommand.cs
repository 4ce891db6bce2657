using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops init</c>: creates the ledger, or brings it up to date.</summary>
sealed class InitCommand : AgentCommand
{
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the SQL that would be executed; change nothing." };

    readonly Option<bool> _script = new("--script")
    {
        Description = "Print the SQL for a database administrator to run in SQL Server; change nothing.",
    };

    readonly Option<int?> _fromVersion = new("--from-version")
    {
        Description = "With --script: the schema version that the database has, 0 for none. Without it, the database is asked.",
        HelpName = "n",
    };

    readonly Option<bool> _ledgerTables = new("--ledger-tables")
    {
        Description = "Also make the journal an append-only ledger table, for good. Takes SQL Server 2022 or later, or Azure SQL.",
    };

    public InitCommand() : base("init", "Create the ledger, or bring it up to date")
    {
        Add(_whatIf);
        Add(_script);
        Add(_fromVersion);
        Add(_ledgerTables);
        Validators.Add(result =>
        {
            if (result.GetValue(_fromVersion) is { } version && (version < 0 || !result.GetValue(_script)))
                result.AddError("--from-version is 0 or more, and goes with --script");
        });
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var ledgerTables = call.Value(_ledgerTables);
        if (call.Value(_script))
            call.Screen.Show(
                await LedgerFactory.Instance.GetMigrationScriptAsync(
                    call.Location, ledgerTables, call.Value(_fromVersion), call.Cancellation),
                script => script.TrimEnd());
        else if (call.Value(_whatIf))
            call.Screen.Show(
                await LedgerFactory.Instance.GetPendingMigrationsAsync(call.Location, ledgerTables, call.Cancellation),
                LedgerViews.Pending);
        else
            call.Screen.Show(
                await LedgerFactory.Instance.InitializeAsync(call.Location, ledgerTables, call.Cancellation),
                answer => LedgerViews.Applied(answer));
        return ExitCodes.Ok;
    }
}
