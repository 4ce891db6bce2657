using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Goes through a checklist: looks at what can be looked at, asks for the rest, and keeps the evidence.</summary>
/// <remarks>
/// An item is looked at by a command, a request, a probe, a script or a check that JobOps brings; or it is a question, which a person
/// answers with a note: who answered and when is kept, and of a file that shows it the hash. Where nobody can be asked, and with
/// -NonInteractive, a question without a -Note fails.
///
/// With -Change the list is gone through for that change, as often as the change goes on: what a person has answered for it stands, and
/// what a probe saw first is what it must see ever after. A waiver of the list (item, owner, reason, last day) lets an item that does
/// not pass hold nothing up; it is shown, and it ends by itself.
///
/// Each item is written as it is done. -NUnitXml and -JUnitXml write the reports that pipelines read. A script ends with exit code 0, or
/// with 2 where an item failed. scripts/checks/Checklist.Tests.ps1 does the same for Invoke-Pester, a test for each item.
/// </remarks>
/// <example>
/// <para>Goes through a list before a release, and answers what a person has to say.</para>
/// <code>Invoke-Checklist ship -Note @{ 'smallest-change' = 'one colour' } -NonInteractive</code>
/// </example>
/// <example>
/// <para>Writes the report that a pipeline reads.</para>
/// <code>Invoke-Checklist ./site.checklist.json -NonInteractive -JUnitXml ./site.xml</code>
/// </example>
/// <example>
/// <para>What failed, and what to do.</para>
/// <code>Invoke-Checklist ./site.checklist.json -NonInteractive | Where-Object Status -eq Failed | Format-List Name, Actual, Remedy</code>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "Checklist", SupportsShouldProcess = true)]
[OutputType(typeof(ChecklistItemResult))]
public sealed class InvokeChecklistCommand : AsyncCmdlet
{
    /// <summary>Its name, or the path of its file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "ChecklistName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChecklistCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The change that it is gone through for, such as C42.</summary>
    [Parameter]
    [Alias("ChangeId")]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    /// <summary>The environment that its placeholders are filled from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Answers to its questions, by the name of the item.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Note { get; set; } = [];

    /// <summary>Files that show what was seen, by the name of the item; their hashes are kept.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Evidence { get; set; } = [];

    /// <summary>Asks nobody: a question without a note fails.</summary>
    [Parameter]
    public SwitchParameter NonInteractive { get; set; }

    /// <summary>Writes a report in the format of NUnit 3 to this file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NUnitXml { get; set; }

    /// <summary>Writes a report in the format of JUnit to this file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JUnitXml { get; set; }

    private protected override object Item => Name;

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var (checklist, request) = await Pipeline.InvokeAsync(Read);
        if (!await Pipeline.ShouldProcessAsync($"checklist '{checklist.Name}', {checklist.Items.Count} items", "Go through"))
            return;
        var ledger = await Pipeline.LedgerAsync();
        var result = await new ChecklistRunner(ledger, AskAsync, item => Pipeline.Write(item)).RunAsync(request, StopToken);
        await SaveAsync(NUnitXml, ChecklistReport.NUnit, result);
        await SaveAsync(JUnitXml, ChecklistReport.JUnit, result);
        Pipeline.WriteVerbose(Wording.ChecklistWords.Summary(result));
        await Pipeline.InvokeAsync(() =>
        {
            ExitCode.Report(this, result.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed);
            return true;
        });
    }

    async Task SaveAsync(string? path, Func<ChecklistResult, string> format, ChecklistResult result)
    {
        if (path is not null)
            await ChecklistReport.SaveAsync(
                await Pipeline.InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(path)), format(result), StopToken);
    }

    (Checklist Checklist, ChecklistRequest Request) Read()
    {
        var checklist = ChecklistFile.Read(
            ChecklistName.Resolve(this, Name), SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        return (checklist, new()
        {
            Checklist = checklist, Environment = Environment, ChangeId = Change,
            Notes = Texts(Note, text => text), Evidence = Texts(Evidence, GetUnresolvedProviderPathFromPSPath),
        });
    }

    static Dictionary<string, string> Texts(Hashtable table, Func<string, string> read) => table.Cast<DictionaryEntry>().ToDictionary(
        entry => $"{entry.Key}", entry => read($"{entry.Value}"), StringComparer.OrdinalIgnoreCase);

    async Task<ItemAnswer?> AskAsync(ChecklistItem item, CancellationToken cancellation)
    {
        if (NonInteractive)
            return null;
        return await Pipeline.InvokeAsync(() =>
        {
            try
            {
                Host.UI.WriteLine();
                Host.UI.WriteLine(Visible.Text(item.Title));
                Host.UI.Write($"{Visible.Text(((AttestCheck)item.Check).Question)} (empty: not done) ");
                if (Host.UI.ReadLine() is not { } note || string.IsNullOrWhiteSpace(note))
                    return null;
                if (!((AttestCheck)item.Check).Evidence)
                    return new ItemAnswer(note);
                Host.UI.Write("The file that shows it: ");
                return Host.UI.ReadLine() is { } file && !string.IsNullOrWhiteSpace(file)
                    ? new ItemAnswer(note, GetUnresolvedProviderPathFromPSPath(file))
                    : new ItemAnswer(note);
            }
            // A host without a person: pwsh -NonInteractive, a job, a remote session.
            catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
            {
                return null;
            }
        });
    }
}
