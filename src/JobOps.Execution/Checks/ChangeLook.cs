using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Measurements;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Looks what a change has by now.</summary>
sealed class ChangeLook : Look<ChangeCheck>
{
    protected override async Task<CheckOutcome> LookAsync(ChangeCheck check, CheckContext context, CancellationToken cancellation)
    {
        if (context.Change is not { } change)
            return CheckOutcome.Fail("the list is gone through for no change", "Name the change: -Change, or --change.");
        var found = new List<string>();
        foreach (var part in check.Has)
        {
            var (actual, remedy) = await LookAsync(part, change, context, cancellation);
            if (remedy is not null)
                return CheckOutcome.Fail(actual, remedy, found);
            found.Add(actual);
        }
        return CheckOutcome.Pass(string.Join("; ", found), found);
    }

    static async Task<(string Actual, string? Remedy)> LookAsync(
        ChangePart part, Change change, CheckContext context, CancellationToken cancellation)
    {
        var id = change.ChangeId;
        switch (part)
        {
            case ChangePart.Baseline:
                var before = change.Baselines.FirstOrDefault(one => one.Phase == Phase.Before);
                return before is null
                    ? (
                        $"{id} has no measurement from before",
                        $"Measure it: Measure-Baseline {id} Before -Uri …, jobops change measure {id} --phase before --uri ….")
                    : ($"measured before, baseline {before.BaselineId}", null);
            case ChangePart.Applied:
                return change.Status is ChangeStatus.Open or ChangeStatus.Measured
                    ? (
                        $"{id} is {change.Status}",
                        $"Start its job with -Change {id}, or say what was done by hand: Set-Change {id} Applied -Command ….")
                    : ($"{id} is {change.Status}", null);
            case ChangePart.Watched:
                // Somebody's own list may have the name.
                var watch = (await context.Ledger.ChecklistResults.GetAsync(WatchPlan.ChecklistName, id, cancellation: cancellation))
                    .FirstOrDefault(one => one.Items.All(item => item.Kind == WatchPlan.ItemKind));
                return watch?.Items.FirstOrDefault(item => !item.IsGood) is { } bad ? (bad.Actual, bad.Remedy)
                    : watch is not null ? ($"watched for {TimeWords.Took(TimeSpan.FromMilliseconds(watch.Items[0].DurationMs))}", null)
                    : ($"{id} was not watched", $"Watch it: Watch-Release {id} -For 15m, jobops watch {id} --for 15m.");
            case ChangePart.NotWorse:
                var worse = change.Metrics.FirstOrDefault(metric => metric.Verdict == ComparisonVerdict.Worse);
                return change.Metrics.Count == 0
                        ? (
                            $"{id} was not measured before and after",
                            $"Measure it again: Measure-Baseline {id} After, jobops change measure {id} --phase after.")
                    : worse is not null ? ($"{worse.Metric} is worse", $"Roll it back: Invoke-Rollback -Change {id}.")
                    : ($"no metric of {change.Metrics.Count} is worse", null);
            case ChangePart.Note:
                return change.Note is null
                    ? ($"{id} has no final note", $"Write it: Write-ChangeNote {id} -Reason …, jobops change note {id} --reason ….")
                    : ("its note is written", null);
            default:
                return await RehearsedAsync(change, context, cancellation);
        }
    }

    static async Task<(string Actual, string? Remedy)> RehearsedAsync(
        Change change, CheckContext context, CancellationToken cancellation)
    {
        var standing = new RehearsalStanding(context.Ledger);
        var rehearsals = await context.Ledger.Rehearsals.GetAsync(cancellation: cancellation);
        foreach (var one in rehearsals.Where(one => one.ChangeId == change.ChangeId))
            if ((await standing.LookAsync(one, cancellation)).WhyNot is { Count: 0 })
                return ($"rehearsal {one.RehearsalId} of {one.JobName} in {one.Environment} holds", null);
        return (
            $"no rehearsal for {change.ChangeId} holds",
            $"Rehearse it: Test-Rollback … -Environment staging -Change {change.ChangeId}, "
            + $"jobops rehearse … --change {change.ChangeId}.");
    }
}
