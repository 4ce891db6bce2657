using System.Management.Automation;
using JobOps.Errors;
using JobOps.Rehearsals;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Rehearses a job: executes it in an environment, rolls it back, and looks whether everything is as it was.</summary>
/// <remarks>
/// The probes of the job look before it, after it and after its rollback. It passes if the job succeeded and changed something that
/// the probes see, and the last look is the same as the first. What came of it is kept: a job with "requireRehearsal" is started
/// elsewhere only with a rehearsal that passed and still holds. It holds for the same definition, the same files that it names, the
/// same parameters, an environment that differs only where somebody has said why, and for as long as the job says; 7 days if it
/// says nothing. A script ends with exit code 0, or with 2 where it did not pass.
/// </remarks>
/// <example>
/// <para>Can the release be taken back?</para>
/// <code>Test-Rollback publish staging @{ version = '4' }</code>
/// </example>
/// <example>
/// <para>For a change: its runs are not bound to it, and do not apply it.</para>
/// <code>Test-Rollback publish -Environment staging -Parameter @{ version = '4' } -Change C1 | Format-List</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "Rollback", SupportsShouldProcess = true)]
[OutputType(typeof(Rehearsal))]
public sealed class TestRollbackCommand : RehearsalCmdlet
{
    /// <summary>The change that it prepares, such as C42.</summary>
    [Parameter]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        var (rehearser, request) = await PrepareAsync(ledger);
        if (!await Pipeline.ShouldProcessAsync($"job '{Name}' in environment '{Environment}'", "Execute and roll back"))
            return;
        var rehearsal = await rehearser.RehearseAsync(request, Change, StopToken);
        Pipeline.Write(rehearsal);
        await ReportAsync(rehearsal.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed);
    }
}
