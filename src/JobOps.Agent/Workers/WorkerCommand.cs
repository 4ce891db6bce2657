using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Services;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Queues;

namespace JobOps.Agent.Workers;

/// <summary>
/// <c>jobops worker</c>: executes runs until it is told to end, as a service or in a terminal; with <c>--drain</c> until
/// nothing is left. With <c>--install-unit</c> it writes the files of a service of systemd instead, and with
/// <c>--install-service</c> it makes one of Windows.
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
    readonly Option<bool> _noSchedule = new(WorkerCommandLine.NoScheduleOption) { Description = "Leave schedules to other workers." };
    readonly Option<bool> _drain = new("--drain") { Description = "End when nothing is left to do." };
    readonly Option<bool> _quiet = new("--quiet") { Description = "No line for each run; trouble with the ledger is still told." };
    readonly Option<string?> _installUnit = new("--install-unit")
    {
        Description = "Execute nothing: write a systemd unit with these options into a folder, or to standard output (-).",
        HelpName = "folder",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<bool> _installService = new("--install-service")
    {
        Description = "Execute nothing: make a Windows service of a worker with these options, and start it.",
    };
    readonly Option<bool> _uninstallService = new("--uninstall-service") { Description = "Stop the Windows service and take it away." };
    readonly Option<string?> _account = new("--account")
    {
        Description = $@"Whose rights the service has: {WorkerServiceSetup.OwnAccount} if left out, EXAMPLE\jobops$ for a managed one.",
    };
    readonly Option<bool> _service = new(WorkerCommandLine.ServiceOption)
    {
        Description = "Started by the Windows service manager.", Hidden = true,
    };

    public WorkerCommand(StopSignals signals) : base("worker", "Execute the runs that wait, or whose worker is gone")
    {
        _signals = signals;
        foreach (var option in (Option[])
                 [_queue, _concurrency, _drainTime, _noSchedule, _drain, _quiet, _installUnit, _installService, _uninstallService,
                  _account, _service])
            Add(option);
        Validators.Add(result =>
        {
            bool[] ways =
                [result.GetResult(_installUnit) is not null, result.GetValue(_installService), result.GetValue(_uninstallService)];
            if (ways.Count(asked => asked) > 1)
                result.AddError("--install-unit, --install-service and --uninstall-service exclude each other");
            if (result.GetValue(_account) is not null && !result.GetValue(_installService))
                result.AddError("--account goes with --install-service only");
            if (ways.Contains(true) && result.GetValue(_drain))
                result.AddError("--drain does not go with a service, which does not end by itself");
            if (result.GetResult(_installUnit) is not null && OperatingSystem.IsWindows())
                result.AddError("--install-unit writes a unit of systemd: on Windows there is --install-service");
        });
    }

    protected override Task<int> ExecuteAsync(Invocation call)
    {
        if (call.Parse.GetResult(_installUnit) is not null)
            return Task.FromResult(InstallUnit(call, ReadOptions(call)));
        if (call.Value(_installService) || call.Value(_uninstallService))
            return Task.FromResult(SetUpService(call));
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
            Queues = call.Value(_queue) ?? [], Concurrency = call.Value(_concurrency), Schedules = !call.Value(_noSchedule),
            ShieldSteps = true, ContainSteps = true,
        };
        foreach (var queue in options.Queues)
            JobQueue.RequireName(queue);
        return call.Value(_drainTime) is { } drainTime ? options with { DrainTime = drainTime } : options;
    }

    int SetUpService(Invocation call)
    {
        if (call.Value(_uninstallService))
            WorkerServiceSetup.Uninstall(call.Cancellation);
        else
            new WorkerServiceSetup(
                ThisExecutable.Words, ReadOptions(call), call.Location, call.Value(_account) ?? WorkerServiceSetup.OwnAccount).Install();
        call.Screen.Show(
            new { Service = WorkerServiceSetup.ServiceName, Installed = call.Value(_installService) },
            made => made.Installed ? $"Service {made.Service} is installed and started" : $"Service {made.Service} is taken away");
        return ExitCodes.Ok;
    }

    int InstallUnit(Invocation call, WorkerOptions options)
    {
        var files = ServiceFile.For(options, call.Location);
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
