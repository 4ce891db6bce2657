using System.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.CommandLine;

/// <summary>A command of <c>jobops</c>.</summary>
abstract class AgentCommand : Command
{
    protected AgentCommand(string name, string description) : base(name, description) =>
        SetAction((parse, cancellation) => ExecuteAsync(new(parse, Screen.For(parse), cancellation)));

    /// <summary>Does the work and returns the process exit code.</summary>
    protected abstract Task<int> ExecuteAsync(Invocation call);
}

/// <summary>A command that works on an open ledger.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="lists">Its answer is a table, as a rule.</param>
abstract class OpenLedgerCommand(string name, string description, bool lists = false) : AgentCommand(name, description)
{
    protected sealed override async Task<int> ExecuteAsync(Invocation call)
    {
        if (lists)
            call.Screen.Prepare();
        await using var ledger = await LedgerFactory.Instance.OpenAsync(call.Location, call.Cancellation);
        try
        {
            return await ExecuteAsync(ledger, call);
        }
        catch (JobOpsException exception)
        {
            throw await DidYouMean.AskAsync(ledger, exception, call.Cancellation);
        }
    }

    /// <summary>Does the work and returns the process exit code.</summary>
    protected abstract Task<int> ExecuteAsync(ILedger ledger, Invocation call);
}
