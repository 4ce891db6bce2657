using JobOps.Checklists;
using JobOps.Environments;

namespace JobOps.Execution;

/// <summary>Compares two environments.</summary>
sealed class EnvironmentsLook : Look<EnvironmentsCheck>
{
    protected override async Task<CheckOutcome> LookAsync(EnvironmentsCheck check, CheckContext context, CancellationToken cancellation)
    {
        var differences = EnvironmentDifference.Between(
            await context.Ledger.Environments.RequireAsync(check.Compare[0], version: null, cancellation),
            await context.Ledger.Environments.RequireAsync(check.Compare[1], version: null, cancellation));
        string[] evidence =
        [
            .. differences.Where(one => one.Status != DifferenceStatus.Same)
                .Select(one => $"{one.Name}: {one.Left ?? "missing"} | {one.Right ?? "missing"} ({one.Reason ?? "nobody has said why"})"),
        ];
        string[] unexpected = [.. differences.Where(one => one.Status == DifferenceStatus.Unexpected).Select(one => one.Name)];
        return unexpected.Length == 0
            ? CheckOutcome.Pass($"{evidence.Length} differences, each with its reason", evidence)
            : CheckOutcome.Fail(
                $"differ, and nobody has said why: {string.Join(", ", unexpected)}",
                "Make them the same, or say why: Set-JobEnvironment -ExpectedDifference, jobops environment set --expect.", evidence);
    }
}
