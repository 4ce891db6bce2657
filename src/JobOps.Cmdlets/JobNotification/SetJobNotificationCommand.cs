using System.Management.Automation;
using JobOps.Errors;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Says who is told when something happens, of what, and how: by a webhook, mail or a command.</summary>
/// <remarks>
/// What is not named stays as it is. Events are written down with what they are about, in one transaction, and workers tell them: nothing
/// is lost when one dies, and a receiver that does not answer within five seconds delays no run. It is tried again after 10 seconds, and up
/// to 3 hours; after ten failures in a row it is parked, which Get-JobNotification shows.
///
/// A webhook gets a CloudEvent 1.0 in JSON; with -SigningKey it is signed as Standard Webhooks are (webhook-id, webhook-timestamp,
/// webhook-signature: HMAC-SHA256). A command gets the same on its standard input. The same of the same job is told once an hour
/// (-Repeat), with how often it happened; more than five messages a minute become one.
///
/// Keys, passwords and addresses that are secret are references (env:VARIABLE, file:/path, vault:NAME), read where a worker sends.
/// </remarks>
/// <example>
/// <para>Failures of the shop's jobs, and that they are over, by a signed webhook.</para>
/// <code>Set-JobNotification ops -Webhook https://ops.example/jobops -SigningKey env:OPS_KEY -On Failed, Recovered -JobName site-*</code>
/// </example>
/// <example>
/// <para>Everything of production by mail, but not at night.</para>
/// <code>
/// $mail = @{ MailServer = 'mail.example.org'; MailFrom = 'jobs@example.org'; MailTo = 'ops@example.org' }
/// Set-JobNotification mail @mail -Environment production -QuietHours 22:00-06:00 -TimeZone Europe/Dublin
/// </code>
/// </example>
/// <example>
/// <para>Hands everything to a program of the house.</para>
/// <code>Set-JobNotification pager -Command /usr/local/bin/page, --team, ops</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobNotification", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationReceiver))]
public sealed class SetJobNotificationCommand : AsyncCmdlet
{
    /// <summary>The receiver: letters, digits, '.', '_' and '-'; 128 characters at most.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Receiver")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReceiverNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>An address of https, or of http on this machine; or a reference, where the address is itself a secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Webhook { get; set; }

    /// <summary>Where the key is kept that a webhook is signed with: a reference; an empty text for unsigned.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? SigningKey { get; set; }

    /// <summary>A mail server: a host, or a host and a port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MailServer { get; set; }

    /// <summary>How the connection to it is encrypted; StartTls if not given.</summary>
    [Parameter]
    public MailSecurity? MailSecurity { get; set; }

    /// <summary>Who sends the mail.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MailFrom { get; set; }

    /// <summary>All who get the mail.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MailTo { get; set; }

    /// <summary>As whom the mail server knows the sender; an empty text for nobody.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? MailUser { get; set; }

    /// <summary>Where that user's password is kept: a reference; an empty text for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? MailPassword { get; set; }

    /// <summary>A program and its arguments; what is told is its standard input.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Command { get; set; }

    /// <summary>All that is told; @() for everything.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public NotificationEvent[]? On { get; set; }

    /// <summary>Of jobs whose names match one of these; @() for all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[]? JobName { get; set; }

    /// <summary>Of jobs whose owner matches one of these; @() for all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string[]? Owner { get; set; }

    /// <summary>Of these queues; @() for all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string[]? Queue { get; set; }

    /// <summary>For these environments; @() for all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Environment { get; set; }

    /// <summary>What comes in them is told when they end, such as 22:00-06:00; an empty text for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? QuietHours { get; set; }

    /// <summary>The time zone of the quiet hours, such as Europe/Dublin; UTC if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The same of the same job is told again no sooner; 1h in a new one.</summary>
    [Parameter]
    [Age]
    public TimeSpan? Repeat { get; set; }

    /// <summary>Writes the receiver as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => Name;

    private protected override async Task ProcessAsync()
    {
        var edit = new ReceiverEdit
        {
            Name = Name,
            Webhook = Webhook,
            SigningKey = SigningKey,
            Mail = new MailEdit
            {
                Server = MailServer, Security = MailSecurity, From = MailFrom, To = MailTo, User = MailUser, Password = MailPassword,
            }.OrNull(),
            Command = Command,
            On = On,
            JobName = JobName,
            Owner = Owner,
            Queue = Queue,
            Environment = Environment,
            Quiet = QuietHours is { } hours ? Read(hours) : null,
            Repeat = Repeat,
        };
        var ledger = await Pipeline.LedgerAsync();
        // What is wrong with it is said under -WhatIf, too.
        edit.ApplyTo((await ledger.Notifications.GetReceiversAsync(Name, StopToken)).FirstOrDefault());
        if (!await Pipeline.ShouldProcessAsync($"receiver '{Name}'", "Set"))
            return;
        var receiver = await ledger.Notifications.SetAsync(edit, StopToken);
        if (receiver.Unchanged)
            Pipeline.WriteVerbose($"Receiver '{receiver.Name}' is set so already.");
        if (PassThru)
            Pipeline.Write(receiver);
    }

    QuietHours Read(string hours) => Notifications.QuietHours.TryParse(hours, TimeZone)
        ?? throw new JobOpsException(Error.ReceiverInvalid(Name, $"quiet: expected {Notifications.QuietHours.Words}, found '{hours}'"));
}
