using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks at a state, and whether it is as it was when it was looked at first for the change.</summary>
sealed class ProbeLook : Look<ProbeCheck>
{
    protected override async Task<CheckOutcome> LookAsync(ProbeCheck check, CheckContext context, CancellationToken cancellation)
    {
        if (context.Change is null)
            return CheckOutcome.Fail(
                "the list is gone through for no change, so there is nothing that it could be compared with",
                "Name the change: -Change, or --change.");
        var reader = new ProbeReader($"the item '{context.Item}'", context.Folder, (template, _) => context.Fill(template), context.Mask);
        var reading = (await reader.ReadAsync([check.Probe], cancellation))[0];
        if (context.FirstSeen is not { } first)
            return CheckOutcome.Pass($"kept: {reading.Lines.Count} lines", reading.Lines) with { State = reading.Hash };
        return reading.Hash == first.State
            ? CheckOutcome.Pass("as it was", reading.Lines) with { State = reading.Hash }
            : CheckOutcome.Fail(
                "not as it was when the list was first gone through for this change", "Find out what altered it, or put it back.",
                // Of a long one not all was kept.
                [.. reading.DifferencesFrom(new(reading.Name, first.Evidence))]) with { State = reading.Hash };
    }
}
