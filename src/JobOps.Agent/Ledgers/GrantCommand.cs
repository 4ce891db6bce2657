using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops ledger grant</c>: gives somebody a role in a ledger on SQL Server.</summary>
sealed class GrantCommand : OpenLedgerCommand
{
    readonly Argument<LedgerRole> _role = new("role") { Description = "reader, operator, worker or admin." };

    readonly Argument<string> _member = new("member") { Description = "A user of the database, or a login of the server." };

    readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be granted; change nothing." };

    public GrantCommand() : base("grant", "Let a login of SQL Server read, operate, execute or administer the ledger")
    {
        Add(_role);
        Add(_member);
        Add(_whatIf);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var grant = new LedgerRoleMember(call.Value(_role), call.Value(_member)!);
        if (call.Value(_whatIf))
        {
            call.Screen.Show(grant, _ => $"{grant.Member} would be granted the role {grant.Role}; nothing was changed.");
            return ExitCodes.Ok;
        }
        var changed = await ledger.Access.GrantAsync(grant.Role, grant.Member, call.Cancellation);
        call.Screen.Show(grant, _ => $"{grant.Member} {(changed ? "has" : "had")} the role {grant.Role}{(changed ? "" : " already")}.");
        return ExitCodes.Ok;
    }
}
