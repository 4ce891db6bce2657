using System.Collections;
using System.Management.Automation;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Executes a job in an environment where it can do no harm, and undoes it.</summary>
public abstract class RehearsalCmdlet : AsyncCmdlet
{
    /// <summary>The job. It has to have probes, by which the rehearsal tells what it changes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("JobName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Where it is executed, such as staging: an environment of the ledger.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string Environment { get; set; } = "";

    /// <summary>Values for the job's parameters, by name. A secret is a SecureString or a credential.</summary>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(JobParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    private protected override object Item => Name;

    private protected async Task<(Rehearser Rehearser, StartRequest Request)> PrepareAsync(ILedger ledger)
    {
        var execution = new RunExecution(this, Pipeline, ledger);
        var starter = new JobStarter(ledger, execution.Leftovers) { IsSession = true };
        var job = await starter.FindJobAsync(Name, StopToken);
        return (
            new(ledger, starter, (started, stop) => execution.ExecuteAsync(started, stop: stop), Pipeline.WriteVerbose),
            new() { JobName = Name, Environment = Environment, Parameters = RunParameters.Read(Parameter, job) });
    }

    private protected Task ReportAsync(int code) => Pipeline.InvokeAsync(() =>
    {
        ExitCode.Report(this, code);
        return true;
    });
}
