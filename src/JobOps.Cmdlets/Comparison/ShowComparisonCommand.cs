using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Shows what was measured before and after a change, as a page or in the terminal.</summary>
/// <remarks>
/// The page is one HTML file that needs nothing beside it: the verdict in a sentence, both phases in the order of time and as strips,
/// the interval beside the margin, and what the phases were measured under. It can be mailed, printed, and kept with a ticket.
/// </remarks>
/// <example>
/// <para>Writes the page C3.html into this folder.</para>
/// <code>Show-Comparison C3</code>
/// </example>
/// <example>
/// <para>Draws it in the terminal.</para>
/// <code>Show-Comparison C3 -Terminal</code>
/// </example>
[Cmdlet(VerbsCommon.Show, "Comparison", SupportsShouldProcess = true, DefaultParameterSetName = PageSet)]
[OutputType(typeof(FileInfo), ParameterSetName = [PageSet])]
[OutputType(typeof(string), ParameterSetName = [TerminalSet])]
public sealed class ShowComparisonCommand : AsyncCmdlet
{
    const string PageSet = "Page";
    const string TerminalSet = "Terminal";

    /// <summary>The change, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

    /// <summary>The file of the page; C42.html in this folder if not given. One that is there is replaced.</summary>
    [Parameter(ParameterSetName = PageSet, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Draws it as lines of text, correct without colour and at 80 columns.</summary>
    [Parameter(ParameterSetName = TerminalSet, Mandatory = true)]
    public SwitchParameter Terminal { get; set; }

    /// <summary>Only with signs that every terminal has.</summary>
    [Parameter(ParameterSetName = TerminalSet)]
    public SwitchParameter Ascii { get; set; }

    /// <summary>What a difference has to exceed to matter: 10% or 0.1.</summary>
    [Parameter]
    [Margin]
    public double Meaningful { get; set; } = new ComparisonOptions().Meaningful;

    /// <summary>The metric that the verdict stands on; what was measured itself if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Primary { get; set; }

    private protected override object Item => ChangeId;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var compared = await new ChangeComparer(ledger).CompareAsync(
            ChangeId, new() { Meaningful = Meaningful, Primary = Primary }, StopToken);
        if (Terminal)
        {
            Pipeline.Write(ComparisonPicture.Draw(compared.Before, compared.After, compared.Metrics, Ascii), enumerate: true);
            return;
        }
        var file = await Pipeline.InvokeAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path ?? $"{ChangeId}.html"));
        if (!await Pipeline.ShouldProcessAsync(file, "Write page"))
            return;
        ComparisonFile.Write(compared, file);
        Pipeline.Write(new FileInfo(file));
    }
}
