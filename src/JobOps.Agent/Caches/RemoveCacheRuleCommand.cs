using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache rule remove NAME</c>: takes it out of use; no cache is touched.</summary>
sealed class RemoveCacheRuleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = new("rule") { Description = "The rule's name." };
    readonly Option<string?> _reason = SharedArguments.Reason("Why.");

    public RemoveCacheRuleCommand() : base("remove", "Take a cache rule out of use")
    {
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        await ledger.CacheRules.RemoveAsync(name, call.Value(_reason), call.Cancellation);
        call.Screen.Show(new { Name = name, Removed = true }, answer => $"Cache rule {answer.Name} is out of use.");
        return ExitCodes.Ok;
    }
}
