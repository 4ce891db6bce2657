using System.Management.Automation;
using JobOps.Environments;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>Compares two environments: a difference is expected, with its reason, or a failed check.</summary>
/// <remarks>
/// A difference is expected where either environment says why: Set-JobEnvironment -ExpectedDifference. Of secrets the places are
/// compared, not the secrets. A script ends with exit code 0, or with 2 where something differs and nobody has said why.
/// </remarks>
/// <example>
/// <para>What differs between the rehearsal and the real thing.</para>
/// <code>Compare-JobEnvironment staging production</code>
/// </example>
/// <example>
/// <para>Only what nobody has explained.</para>
/// <code>Compare-JobEnvironment staging production | Where-Object Status -eq Unexpected</code>
/// </example>
[Cmdlet(VerbsData.Compare, "JobEnvironment")]
[OutputType(typeof(EnvironmentDifference))]
public sealed class CompareJobEnvironmentCommand : AsyncCmdlet
{
    /// <summary>The one environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The other environment.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string With { get; set; } = "";

    /// <summary>Writes what is the same, too.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    private protected override object Item => Name;

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        var differences = EnvironmentDifference.Between(
            await ledger.Environments.RequireAsync(Name, version: null, StopToken),
            await ledger.Environments.RequireAsync(With, version: null, StopToken));
        Pipeline.Write(differences.Where(one => IncludeEqual || one.Status != DifferenceStatus.Same).ToList(), enumerate: true);
        var unexpected = differences.Any(one => one.Status == DifferenceStatus.Unexpected);
        await Pipeline.InvokeAsync(() => Report(unexpected ? ExitCodes.CheckFailed : ExitCodes.Ok));
    }

    bool Report(int code)
    {
        ExitCode.Report(this, code);
        return true;
    }
}
