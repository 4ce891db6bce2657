using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Wording;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify set NAME …</c>: makes a receiver or changes it; what is not named stays.</summary>
sealed class SetReceiverCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = NotifyCommand.ReceiverName();
    readonly Option<string?> _webhook = Text("--webhook", "An address; or a reference, where the address is itself a secret.", "address");
    readonly Option<string?> _signingKey = Text("--signing-key", "Where the key of a webhook is kept: a reference.", "reference");
    readonly Option<string?> _server = Text("--mail-server", "A mail server: a host, or a host and a port.", "host");
    readonly Option<MailSecurity?> _security = SharedArguments.OneOf<MailSecurity>("--mail-security", "How it is connected to.");
    readonly Option<string?> _from = Text("--mail-from", "Who sends the mail.", "address");
    readonly Option<string[]> _to = Texts("--mail-to", "Who gets the mail (may be repeated).", "address");
    readonly Option<string?> _user = Text("--mail-user", "As whom the mail server knows the sender.", "name");
    readonly Option<string?> _password = Text("--mail-password", "Where that user's password is kept: a reference.", "reference");
    readonly Option<string[]> _command = new("--command")
    {
        Description = "A program and its arguments; what is told is its standard input.", HelpName = "word",
        AllowMultipleArgumentsPerToken = true,
    };
    readonly Option<NotificationEvent[]> _on = SharedArguments.Among<NotificationEvent>("--on", "What is told (may be repeated); of");
    readonly Option<string[]> _job = Texts("--job", "Of jobs whose names match this (may be repeated).", "pattern");
    readonly Option<string[]> _owner = Texts("--owner", "Of jobs whose owner matches this (may be repeated).", "pattern");
    readonly Option<string[]> _queue = Texts("--queue", "Of this queue (may be repeated).", "pattern");
    readonly Option<string[]> _environment = Texts("--environment", "For this environment (may be repeated).", "pattern");
    readonly Option<string?> _quiet = Text(
        "--quiet-hours", "What comes in them is told when they end: 22:00-06:00; an empty text for none.", "hours");
    readonly Option<string?> _timeZone = Text("--time-zone", "The time zone of the quiet hours; UTC if left out.", "zone");
    readonly Option<TimeSpan?> _repeat = SharedArguments.Age("--repeat", "The same of the same job is told again no sooner.");

    public SetReceiverCommand() : base("set", "Say who is told of what, and how; what is not named stays as it is")
    {
        Add(_name);
        foreach (var option in (Option[])
                 [
                     _webhook, _signingKey, _server, _security, _from, _to, _user, _password, _command, _on, _job, _owner, _queue,
                     _environment, _quiet, _timeZone, _repeat,
                 ])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        var receiver = await ledger.Notifications.SetAsync(
            new()
            {
                Name = name,
                Webhook = call.Value(_webhook),
                SigningKey = call.Value(_signingKey),
                Mail = new MailEdit
                {
                    Server = call.Value(_server), Security = call.Value(_security), From = call.Value(_from), To = Given(call, _to),
                    User = call.Value(_user), Password = call.Value(_password),
                }.OrNull(),
                Command = Given(call, _command),
                On = Given(call, _on),
                JobName = Given(call, _job),
                Owner = Given(call, _owner),
                Queue = Given(call, _queue),
                Environment = Given(call, _environment),
                Quiet = call.Value(_quiet) is { } hours ? Read(name, hours, call.Value(_timeZone) ?? "UTC") : null,
                Repeat = call.Value(_repeat),
            },
            call.Cancellation);
        call.Screen.Show(receiver, answer =>
            $"Receiver {answer.Name} is told {NotificationWords.What(answer)}{(answer.Unchanged ? ", as before" : "")}.");
        return ExitCodes.Ok;
    }

    static QuietHours Read(string name, string hours, string zone) => QuietHours.TryParse(hours, zone)
        ?? throw new JobOpsException(Error.ReceiverInvalid(name, $"quiet: expected {QuietHours.Words}, found '{hours}'"));

    static T[]? Given<T>(Invocation call, Option<T[]> option) =>
        call.Parse.GetResult(option) is { Implicit: false } ? call.Value(option) : null;

    static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    static Option<string[]> Texts(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };
}
