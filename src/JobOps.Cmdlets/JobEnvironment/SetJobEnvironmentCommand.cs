using System.Collections;
using System.Management.Automation;
using JobOps.Approvals;
using JobOps.Environments;

namespace JobOps.Cmdlets;

/// <summary>Makes an environment, such as staging or production, or changes what jobs find in it.</summary>
/// <remarks>
/// What is not named stays as it is; each change is a new version, and a run keeps the version that it used. In job files
/// ${environment.url} stands for a setting, and ${environment.secrets.db} for a secret in a value of 'environment'; the script of a
/// runbook has $JobEnvironment.url, and $JobEnvironment.db as a SecureString.
/// A secret is never in the ledger, only where it is kept: env:VARIABLE of whoever executes the run, file:/path that its owner alone
/// may read, or vault:NAME of SecretManagement. It is read when a run begins, where the run is executed.
/// </remarks>
/// <example>
/// <para>Two settings and a secret.</para>
/// <code>Set-JobEnvironment staging -Setting @{ url = 'https://staging.example'; workers = 2 } -Secret @{ db = 'env:SHOP_DB' }</code>
/// </example>
/// <example>
/// <para>A setting goes, and the address differs from that of other environments for a reason.</para>
/// <code>Set-JobEnvironment staging -Remove workers -ExpectedDifference @{ url = 'each has its own address' } -PassThru</code>
/// </example>
/// <example>
/// <para>Whatever is started for production has to be approved by a release manager within four hours.</para>
/// <code>Set-JobEnvironment production -ApprovalFrom release-managers -ApprovalWithin 4h</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(JobEnvironment))]
public sealed class SetJobEnvironmentCommand : AsyncCmdlet
{
    /// <summary>The environment: letters, digits, '.', '_' and '-'; 64 characters at most.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Settings by name: texts, numbers, true and false.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public Hashtable Setting { get; set; } = [];

    /// <summary>Where secrets are kept, by name: env:VARIABLE, file:/path, vault:NAME or vault:VAULT/NAME.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Secret { get; set; } = [];

    /// <summary>Why something is another way than in other environments, by its name. Compare-JobEnvironment says the rest.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable ExpectedDifference { get; set; } = [];

    /// <summary>
    /// Runs for it have to be approved by one of these logins or groups (roles of the database, groups of Windows; of an embedded ledger
    /// groups of the machine); '*' is anybody but whoever asks for the run.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ApprovalFrom { get; set; } = [];

    /// <summary>With -ApprovalFrom: so long after the request, such as 4h; then it is denied. 1d if not given.</summary>
    [Parameter]
    [Age]
    public TimeSpan? ApprovalWithin { get; set; }

    /// <summary>With -ApprovalFrom: rollbacks have to be approved, too.</summary>
    [Parameter]
    public SwitchParameter ApproveRollback { get; set; }

    /// <summary>Runs for it have to be approved no more.</summary>
    [Parameter]
    public SwitchParameter NoApproval { get; set; }

    /// <summary>Names of settings, secrets and expected differences that go.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Remove { get; set; } = [];

    /// <summary>Writes the environment as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => Name;

    private protected override async Task ProcessAsync()
    {
        var edit = new EnvironmentEdit
        {
            Name = Name,
            Settings = Entries(Setting, value => value),
            Secrets = Entries(Secret, value => $"{value}"),
            ExpectedDifferences = Entries(ExpectedDifference, value => $"{value}"),
            Approval = ApprovalRule.Of(ApprovalFrom, ApprovalWithin, ApproveRollback),
            NoApproval = NoApproval,
            Remove = Remove,
        };
        var ledger = await Pipeline.LedgerAsync();
        // What is wrong with it is said under -WhatIf, too.
        edit.ApplyTo(await ledger.Environments.FindAsync(Name, version: null, StopToken));
        if (!await Pipeline.ShouldProcessAsync($"environment '{Name}'", "Set"))
            return;
        var environment = await ledger.Environments.SetAsync(edit, StopToken);
        if (environment.Unchanged)
            Pipeline.WriteVerbose($"Environment '{environment.Name}' is set so already.");
        if (PassThru)
            Pipeline.Write(environment);
    }

    static Dictionary<string, T> Entries<T>(Hashtable table, Func<object?, T> read) => table.Cast<DictionaryEntry>().ToDictionary(
        entry => $"{entry.Key}", entry => read(entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value),
        StringComparer.OrdinalIgnoreCase);
}
