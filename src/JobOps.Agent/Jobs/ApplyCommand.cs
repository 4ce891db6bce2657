using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Agent.Jobs;

/// <summary><c>jobops apply FILE…</c>: registers jobs from job files.</summary>
sealed class ApplyCommand : OpenLedgerCommand
{
    readonly Argument<string[]> _paths = new("path")
    {
        Description = "Job files, or folders with *.job.json files.",
        Arity = ArgumentArity.OneOrMore,
    };

    public ApplyCommand() : base("apply", "Register jobs from job files") => Add(_paths);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var registered = new List<JobDefinition>();
        var exitCode = ExitCodes.Ok;
        foreach (var path in call.Value(_paths)!)
        {
            // One bad file does not keep the good ones out.
            try
            {
                foreach (var file in JobFile.Find(path))
                    registered.Add(await ledger.Jobs.RegisterAsync(JobFile.Read(file), call.Cancellation));
            }
            catch (JobOpsException bad) when (bad.Error.Kind is ErrorKind.BadInput or ErrorKind.NotFound)
            {
                call.Screen.Show(bad.Error);
                exitCode = bad.Error.ExitCode;
            }
        }
        call.Screen.Show<IReadOnlyList<JobDefinition>>(registered, answer => JobViews.Registered(answer));
        return exitCode;
    }
}
