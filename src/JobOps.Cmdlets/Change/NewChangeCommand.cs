using System.Collections;
using System.Management.Automation;
using JobOps.Changes;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>Opens a change: what is to be altered, by whom, why, and how it is undone.</summary>
/// <remarks>
/// All that has to be known before a change is asked for here; what is missing is named at once, and nothing is written. A second
/// change that alters the same is refused as long as the first is open: a difference could not be told to be of one of them. With
/// -AllowConcurrent and a reason both are marked, and every comparison of either says that it cannot tell.
///
/// Next comes Measure-Baseline -Phase Before. The change is applied by the first run that is started with -Change, or by
/// Set-Change -Status Applied for what is done by hand.
/// </remarks>
/// <example>
/// <para>Opens a change of one page.</para>
/// <code>
/// $now = @{ Route = '/shop/p/1'; ExpectedInput = 'a product number'; SlowQuery = 'GET /shop/p/1'; NoticedAt = 'the title appears late' }
/// $words = @{ Owner = 'shop team'; ExpectedResult = 'The page takes less than 100 ms.'; RollbackNote = 'Set the lifetime to 0.' }
/// New-Change 'Cache the product page' @words -Scope '/shop/p/1' -CurrentBehavior $now
/// </code>
/// </example>
/// <example>
/// <para>Opens one beside another change of the same, on purpose.</para>
/// <code>
/// $now = @{ Route = '/shop'; ExpectedInput = 'none'; FailingCommand = 'curl -f site/shop'; NoticedAt = 'the start page' }
/// $words = @{ Owner = 'shop team'; ExpectedResult = 'It answers.'; RollbackNote = 'git revert' }
/// New-Change 'New banner' @words -Scope '/shop/*' -CurrentBehavior $now -AllowConcurrent -Reason 'the fair is tomorrow'
/// </code>
/// </example>
[Cmdlet(VerbsCommon.New, "Change", SupportsShouldProcess = true)]
[OutputType(typeof(Change))]
public sealed class NewChangeCommand : AsyncCmdlet
{
    static readonly string[] s_behavior = ["Route", "ExpectedInput", "FailingCommand", "SlowQuery", "NoticedAt"];

    /// <summary>What the change is, in a few words.</summary>
    [Parameter(Position = 0)]
    public string? Title { get; set; }

    /// <summary>Who answers for it: a person or a team.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string? Owner { get; set; }

    /// <summary>What will be better, so that anybody can tell whether it is.</summary>
    [Parameter]
    public string? ExpectedResult { get; set; }

    /// <summary>How it is undone.</summary>
    [Parameter]
    public string? RollbackNote { get; set; }

    /// <summary>
    /// The routes, jobs, configuration keys and files that it alters. A path stands for what lies below it, too, and * for whatever
    /// follows.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[] Scope { get; set; } = [];

    /// <summary>
    /// What the system does now: Route, ExpectedInput, FailingCommand or SlowQuery, and NoticedAt, the exact place where the user
    /// notices.
    /// </summary>
    [Parameter]
    public Hashtable? CurrentBehavior { get; set; }

    /// <summary>Beside another open change that alters the same; -Reason says why.</summary>
    [Parameter]
    public SwitchParameter AllowConcurrent { get; set; }

    /// <summary>Why both are wanted at once.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override async Task EndAsync()
    {
        var wanted = new NewChange
        {
            Title = Title,
            Owner = Owner,
            ExpectedResult = ExpectedResult,
            RollbackNote = RollbackNote,
            Scope = Scope,
            CurrentBehavior = ReadBehavior(),
            AllowConcurrent = AllowConcurrent,
            Reason = Reason,
        };
        wanted.Require();
        var ledger = await Pipeline.LedgerAsync();
        if (await Pipeline.ShouldProcessAsync($"'{Title}' of {Owner}, which alters {string.Join(", ", Scope)}", "Open change"))
            Pipeline.Write(await ledger.Changes.OpenAsync(wanted, StopToken));
    }

    CurrentBehavior ReadBehavior()
    {
        var given = (CurrentBehavior ?? []).Cast<DictionaryEntry>()
            .ToDictionary(entry => $"{entry.Key}", entry => entry.Value?.ToString(), StringComparer.OrdinalIgnoreCase);
        if (given.Keys.FirstOrDefault(key => !s_behavior.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new JobOpsException(Error.ChangeIncomplete(
                Title ?? "", $"CurrentBehavior.{unknown}, which is none of {string.Join(", ", s_behavior)}"));
        return new()
        {
            Route = given.GetValueOrDefault("Route"),
            ExpectedInput = given.GetValueOrDefault("ExpectedInput"),
            FailingCommand = given.GetValueOrDefault("FailingCommand"),
            SlowQuery = given.GetValueOrDefault("SlowQuery"),
            NoticedAt = given.GetValueOrDefault("NoticedAt"),
        };
    }
}
