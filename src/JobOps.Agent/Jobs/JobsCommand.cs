using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Jobs;

/// <summary><c>jobops jobs [name]</c>: all jobs, or everything about one.</summary>
sealed class JobsCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("name")
    {
        Description = "A job's name for all of it, or a name with * and ? for a list.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public JobsCommand() : base("jobs", "List the jobs, or show one", lists: true) => Add(_name);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name) ?? "*";
        if (name.AsSpan().ContainsAny('*', '?'))
        {
            call.Screen.Show(await ledger.Jobs.GetAsync(name, call.Cancellation), answer => JobViews.Table(answer));
            return ExitCodes.Ok;
        }
        var job = await ledger.Jobs.FindAsync(name, version: null, call.Cancellation)
                  ?? throw new JobOpsException(Error.JobNotFound(name));
        call.Screen.Show(job, answer => JobViews.Details(answer));
        return ExitCodes.Ok;
    }
}
