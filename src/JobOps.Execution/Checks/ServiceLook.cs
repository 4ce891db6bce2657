using System.Text.RegularExpressions;
using JobOps.Checklists;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Asks the service manager for a service.</summary>
/// <param name="manager">The program of systemd; on Windows that of the service control manager.</param>
sealed partial class ServiceLook(string? manager = null) : Look<ServiceCheck>
{
    // As systemctl is-enabled has it, but for what holds until the next start only. What is static or generated is started by others.
    static readonly string[] s_startedWithMachine = ["enabled", "static", "alias", "indirect", "generated"];

    readonly string _manager = manager ?? (OperatingSystem.IsWindows() ? "sc.exe" : "systemctl");

    protected override Task<CheckOutcome> LookAsync(ServiceCheck check, CheckContext context, CancellationToken cancellation) =>
        OperatingSystem.IsWindows()
            ? AskWindowsAsync(context.Fill(check.Service), context, cancellation)
            : AskSystemdAsync(context.Fill(check.Service), context, cancellation);

    async Task<CheckOutcome> AskSystemdAsync(string name, CheckContext context, CancellationToken cancellation)
    {
        var command = await context.RunAsync(
            [_manager, "show", "--property=LoadState,ActiveState,SubState,UnitFileState,Result", "--", name], cancellation);
        if (command is null)
            return NoManager("no systemctl");
        var unit = command.StandardOutput.Split('\n').Select(line => line.Trim().Split('=', 2)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        if (command.ExitCode != 0 || !unit.TryGetValue("ActiveState", out var active))
            return NoManager(command.LastLine.Trim());
        var (load, start) = (unit.GetValueOrDefault("LoadState"), unit.GetValueOrDefault("UnitFileState", ""));
        var word = Next.Posix(name);
        if (load != "loaded")
            return CheckOutcome.Fail(
                $"{name} is {(load == "not-found" ? "not there" : load)}",
                load == "masked"
                    ? $"Unmask it: systemctl unmask {word}"
                    : "Install the service, or find its name: systemctl list-units --all",
                command.Lines);
        var state = $"{active} ({unit.GetValueOrDefault("SubState")})";
        if (active != "active")
        {
            var why = unit.GetValueOrDefault("Result") is { Length: > 0 } result and not "success" ? $", result {result}" : "";
            return CheckOutcome.Fail(
                $"{name} is {state}{why}",
                $"Find out why with 'journalctl -u {word} -e', and start it: systemctl start {word}", command.Lines);
        }
        return s_startedWithMachine.Contains(start)
            ? CheckOutcome.Pass($"{name} is {state}, {start}", command.Lines)
            : CheckOutcome.Fail(
                $"{name} is {state}, but {(start.Length == 0 ? "no unit file starts it" : start)}: it does not come back with the machine",
                $"Have it started with the machine: systemctl enable {word}", command.Lines);
    }

    async Task<CheckOutcome> AskWindowsAsync(string name, CheckContext context, CancellationToken cancellation)
    {
        var state = await context.RunAsync([_manager, "query", name], cancellation);
        if (state is null)
            return NoManager("no sc.exe");
        if (state.ExitCode != 0)
            return CheckOutcome.Fail(
                $"{name} is not there (exit code {state.ExitCode})", "Install the service, or find its name: sc.exe query state= all",
                state.Lines);
        var start = await context.RunAsync([_manager, "qc", name], cancellation);
        string[] evidence = [.. state.Lines, .. start?.Lines ?? []];
        // Labels are in the language of the machine, numbers and these words are not.
        if (!Running().IsMatch(state.StandardOutput))
            return CheckOutcome.Fail($"{name} does not run", $"Start it: sc.exe start {Next.Shell(name)}", evidence);
        return start is not null && Automatic().IsMatch(start.StandardOutput)
            ? CheckOutcome.Pass($"{name} runs, and is started with the machine", evidence)
            : CheckOutcome.Fail(
                $"{name} runs, but is not started with the machine",
                $"Have it started with the machine: sc.exe config {Next.Shell(name)} start= auto", evidence);
    }

    static CheckOutcome NoManager(string why) => CheckOutcome.Fail(
        $"no service manager answers here: {why}", "Go through the list on the machine that runs the service.");

    [GeneratedRegex(@":\s*4\s+RUNNING")]
    private static partial Regex Running();

    [GeneratedRegex(@":\s*[012]\s+(BOOT|SYSTEM|AUTO)_START")]
    private static partial Regex Automatic();
}
