using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Compares what was measured of a change before and after it.</summary>
/// <remarks>
/// An object a metric, the one that counts first; its Sentence says it all. The verdict is Better, Worse, NoMeaningfulChange, or
/// CannotTell with what is missing. A script ends with exit code 0, or with 2 where it is worse and with 3 where nobody can tell. What
/// is computed, and what it assumes, stands in docs/statistics.md.
/// </remarks>
/// <example>
/// <para>What the measurements allow to say.</para>
/// <code>Compare-Baseline C3</code>
/// </example>
/// <example>
/// <para>Less than a quarter does not matter.</para>
/// <code>Compare-Baseline C3 -Meaningful 25% | Format-List</code>
/// </example>
[Cmdlet(VerbsData.Compare, "Baseline")]
[OutputType(typeof(Comparison))]
public sealed class CompareBaselineCommand : AsyncCmdlet
{
    /// <summary>The change, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

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
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        // What was measured while the ledger did not answer is to be compared, too.
        await new ChangeMeasuring(ledger, Pipeline.WriteWarning).TakeInAsync(StopToken);
        var compared = await new ChangeComparer(ledger).CompareAsync(
            ChangeId, new() { Meaningful = Meaningful, Primary = Primary }, StopToken);
        Pipeline.Write(compared.Metrics, enumerate: true);
        await Pipeline.InvokeAsync(() => Report(compared.Primary.ExitCode));
    }

    bool Report(int code)
    {
        ExitCode.Report(this, code);
        return true;
    }
}
