using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Approvals;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environment set NAME …</c>: makes an environment or changes it; what is not named stays.</summary>
sealed class SetEnvironmentCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = SharedArguments.Environment();
    readonly NameValueOption _settings = new("--setting", "A setting (may be repeated). A number, true and false are kept as such.");
    readonly NameValueOption _secrets = new(
        "--secret", "Where a secret is kept (may be repeated): name=env:VARIABLE, name=file:/path or name=vault:NAME.");
    readonly NameValueOption _differences = new(
        "--expected-difference", "Why something is another way than in other environments (may be repeated).");
    readonly Option<string[]> _approvalFrom = new("--approval-from")
    {
        Description = "Runs for it have to be approved by this login or group (may be repeated); '*' is anybody but the requester.",
        HelpName = "who",
    };
    readonly Option<TimeSpan?> _approvalWithin = SharedArguments.Age(
        "--approval-within", "So long after the request; then it is denied. 1d if left out.");
    readonly Option<bool> _approveRollback = new("--approve-rollback") { Description = "Rollbacks have to be approved, too." };
    readonly Option<bool> _noApproval = new("--no-approval") { Description = "Runs for it have to be approved no more." };
    readonly Option<string[]> _remove = new("--remove") { Description = "The name of what goes (may be repeated)." };

    public SetEnvironmentCommand() : base("set", "Make an environment or change it; what is not named stays as it is")
    {
        Add(_name);
        Add(_settings);
        Add(_secrets);
        Add(_differences);
        Add(_approvalFrom);
        Add(_approvalWithin);
        Add(_approveRollback);
        Add(_noApproval);
        Add(_remove);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var environment = await ledger.Environments.SetAsync(
            new()
            {
                Name = call.Value(_name)!,
                Settings = _settings.Read(call).ToDictionary(pair => pair.Key, pair => (object?)Typed(pair.Value)),
                Secrets = _secrets.Read(call),
                ExpectedDifferences = _differences.Read(call),
                Approval = ApprovalRule.Of(
                    call.Value(_approvalFrom) ?? [], call.Value(_approvalWithin), call.Value(_approveRollback)),
                NoApproval = call.Value(_noApproval),
                Remove = call.Value(_remove) ?? [],
            },
            call.Cancellation);
        call.Screen.Show(environment, answer =>
            $"Environment {answer.Name} is {(answer.Unchanged ? "so already, in" : "set:")} version {answer.Version}.");
        return ExitCodes.Ok;
    }

    static object Typed(string text) =>
        text is "true" or "false" ? text == "true" : ExactNumber.Parse(text) is { } number && ParsesBack(number, text) ? number : text;

    // '007' is no number to whoever wrote it.
    static bool ParsesBack(object number, string text) => ParameterValues.Text(number) == text;
}
