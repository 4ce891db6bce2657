using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Services;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Queues;

namespace JobOps.Agent.Workers;

/// <summary>
/// <c>jobops worker</c>: executes runs until it is told to end, as a service or in a terminal; with <c>--drain</c> until
/// nothing is left. With <c>--install-unit</c> it writes the files of a service instead.
/// </summary>
sealed class WorkerCommand : AgentCommand
{
    // As Start-JobWorker -Concurrency.
    const int MostAtOnce = 1000;

    readonly StopSignals _signals;
    readonly Option<string[]> _queue = new("--queue") { Description = "A queue to serve (may be repeated); all if left out." };
    readonly Option<int> _concurrency = SharedArguments.Count("--concurrency", "So many runs at once.", 1, MostAtOnce);
    readonly Option<TimeSpan?> _drainTime = SharedArguments.Length(
        "--drain-time", "When told to end, how long what runs may take before it is given back; 30s if left out.");
    readonly Option<bool> _drain = new("--drain") { Description = "End when nothing is left to do." };
    readonly Option<bool> _quiet = new("--quiet") { Description = "No line for each run; trouble with the ledger is still told." };
    readonly Option<string?> _installUnit = new("--install-unit")
    {
        Description = "Execute nothing: write the files of a service with these options into a folder, or to standard output (-).",
        HelpName = "folder",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<ServicePlatform?> _platform = SharedArguments.OneOf<ServicePlatform>(
        "--platform", "For which service manager; that of this machine if left out.");
    readonly Option<bool> _service = new("--service") { Description = "Started by the Windows service manager.", Hidden = true };

    public WorkerCommand(StopSignals signals) : base("worker", "Execute the runs that wait, or whose worker is gone")
    {
        _signals = signals;
        foreach (var option in (Option[])
                 [_queue, _concurrency, _drainTime, _drain, _quiet, _installUnit, _platform, _service])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_platform) is not null && result.GetResult(_installUnit) is null)
                result.AddError("--platform goes with --install-unit only");
            if (result.GetResult(_installUnit) is not null && result.GetValue(_drain))
                result.AddError("--drain does not go with --install-unit: a service does not end by itself");
        });
    }

    protected override Task<int> ExecuteAsync(Invocation call)
    {
        if (call.Parse.GetResult(_installUnit) is not null)
            return Task.FromResult(InstallUnit(call, ReadOptions(call)));
        var hurry = _signals.TakeSecond();
        WorkerService Work() => new(call, ReadOptions(call), hurry) { Quiet = call.Value(_quiet) };
        if (!call.Value(_service))
            return call.Value(_drain) ? Work().DrainAsync(call.Cancellation) : Work().RunAsync(call.Cancellation);
        // What is wrong with the options is told to the service manager, too.
        return OperatingSystem.IsWindows()
            ? Task.FromResult(WindowsService.Run(stop => Work().RunAsync(stop), call.Value(_drainTime) ?? WorkerOptions.UsualDrainTime))
            : throw new JobOpsException(Error.ServiceNeedsWindows());
    }

    WorkerOptions ReadOptions(Invocation call)
    {
        var options = new WorkerOptions
        {
            Queues = call.Value(_queue) ?? [], Concurrency = call.Value(_concurrency), ShieldSteps = true, ContainSteps = true,
        };
        foreach (var queue in options.Queues)
            JobQueue.RequireName(queue);
        return call.Value(_drainTime) is { } drainTime ? options with { DrainTime = drainTime } : options;
    }

    int InstallUnit(Invocation call, WorkerOptions options)
    {
        var platform = call.Value(_platform) ?? (OperatingSystem.IsWindows() ? ServicePlatform.Windows : ServicePlatform.Linux);
        var files = ServiceFile.For(platform, options, call.Location);
        if (call.Value(_installUnit) == ServiceFile.StandardOutput)
            call.Screen.Show(files.Where(file => !file.Secret).ToList(),
                shown => string.Join('\n', shown.Select(file => file.Text)).TrimEnd());
        else
            call.Screen.Show(
                files.Select(file => file.Write(call.Value(_installUnit) ?? ".")).ToList(),
                written => string.Join(Environment.NewLine, written.Select(one =>
                    one.Kept ? $"Kept {one.Path}, which was there already" : $"Wrote {one.Path}")));
        return ExitCodes.Ok;
    }
}
