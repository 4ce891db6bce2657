using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environment compare A B</c>: what differs; exit code 2 where nobody has said why.</summary>
sealed class CompareEnvironmentsCommand : OpenLedgerCommand
{
    readonly Argument<string> _left = SharedArguments.Environment();
    readonly Argument<string> _right = SharedArguments.Environment("with");

    public CompareEnvironmentsCommand() : base("compare", "Compare two environments: expected differences, and others")
    {
        Add(_left);
        Add(_right);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var differences = EnvironmentDifference.Between(
                await ledger.Environments.RequireAsync(call.Value(_left)!, version: null, call.Cancellation),
                await ledger.Environments.RequireAsync(call.Value(_right)!, version: null, call.Cancellation))
            .Where(one => one.Status != DifferenceStatus.Same).ToList();
        call.Screen.Show<IReadOnlyList<EnvironmentDifference>>(differences, answer => EnvironmentViews.Differences(answer));
        return differences.Any(one => one.Status == DifferenceStatus.Unexpected) ? ExitCodes.CheckFailed : ExitCodes.Ok;
    }
}
