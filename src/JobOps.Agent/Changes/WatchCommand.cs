using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary>
/// <c>jobops watch C42 --for 15m</c>: follows logs and an address after a release; exit code 2 on a rise of errors, 3 where nothing can be
/// said.
/// </summary>
sealed class WatchCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly Argument<string[]> _command = new("command")
    {
        Description = "After --, a program and its arguments whose output is followed, which no shell reads.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<TimeSpan?> _for = SharedArguments.Length("--for", "How long it is watched.");
    readonly Option<TimeSpan?> _before = SharedArguments.Length(
        "--before", "How long before the release counts; as long as it is watched if not given.");
    readonly Option<string[]> _log = new("--log") { Description = "A log that is followed (may be repeated).", HelpName = "file" };
    readonly Option<string[]> _unit = new("--unit") { Description = "A unit of systemd whose journal is followed (may be repeated)." };
    readonly Option<string?> _uri = new("--uri") { Description = "An address that is asked again and again.", HelpName = "url" };
    readonly Option<TimeSpan?> _every = SharedArguments.Length("--every", "How often it is asked; 5s if not given.");
    readonly Option<string?> _pattern = new("--pattern")
    {
        Description = "Regular expression of a line that tells of an error; a level from error on, or a status of 5xx, if not given.",
    };

    public WatchCommand() : base("watch", "Follow logs and an address after a release, and end early on a rise of errors")
    {
        Add(_change);
        _for.Required = true;
        foreach (var option in (Option[])[_for, _before, _log, _unit, _uri, _every, _pattern])
            Add(option);
        Add(_command);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var plan = new WatchPlan
        {
            ChangeId = call.Value(_change), For = call.Value(_for) ?? TimeSpan.Zero, Before = call.Value(_before),
            LogFiles = (call.Value(_log) ?? []).Select(file => file.Length == 0 ? file : Path.GetFullPath(file)).ToList(),
            Units = call.Value(_unit) ?? [],
            Command = call.Value(_command) ?? [], Pattern = call.Value(_pattern) ?? WatchPlan.DefaultPattern,
            Uri = call.Value(_uri) is { } uri ? Address(uri) : null,
            Every = call.Value(_every), Folder = Environment.CurrentDirectory,
        };
        var watch = await new ReleaseWatcher(ledger, new Progress<long>()).WatchAsync(plan, call.Cancellation);
        call.Screen.Show(watch.Result, answer => ChecklistViews.One(answer));
        return watch.ExitCode;
    }

    static Uri Address(string text) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url)
        ? url
        : throw new JobOpsException(Error.WatchPlanInvalid("the address", "an absolute http or https URL", text));
}
