using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Executes a job twice, and once more with its processes ended half-way, and looks whether each leaves the same.</summary>
/// <remarks>
/// The probes of the job look after each time: the second and the third must leave what the first did. The third run is stopped while
/// its second step runs, or its only one, and then goes on; EndedHalfWay says whether it was slow enough to be caught. What the runs
/// did is rolled back afterwards, the last one first. A script ends with exit code 0, or with 2 where it did not pass.
/// </remarks>
/// <example>
/// <para>May it be executed again?</para>
/// <code>Test-JobIdempotency publish staging @{ version = '4' }</code>
/// </example>
/// <example>
/// <para>What was another way the second time.</para>
/// <code>(Test-JobIdempotency publish -Environment staging -Parameter @{ version = '4' }).Differences</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "JobIdempotency", SupportsShouldProcess = true)]
[OutputType(typeof(IdempotencyReport))]
public sealed class TestJobIdempotencyCommand : RehearsalCmdlet
{
    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        var (rehearser, request) = await PrepareAsync(ledger);
        if (!await Pipeline.ShouldProcessAsync($"job '{Name}' in environment '{Environment}'", "Execute three times and roll back"))
            return;
        var report = await rehearser.RepeatAsync(request, StopToken);
        Pipeline.Write(report);
        await ReportAsync(report.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed);
    }
}
