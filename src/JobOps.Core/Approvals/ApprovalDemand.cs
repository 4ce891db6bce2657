namespace JobOps.Approvals;

/// <summary>The approval that one run awaits: what all the rules that it falls under ask for.</summary>
/// <param name="Approvers">A list for each rule that names approvers: whoever approves is of each. Empty for anybody else.</param>
/// <param name="Within">So long after the request.</param>
public sealed record ApprovalDemand(IReadOnlyList<IReadOnlyList<string>> Approvers, TimeSpan Within)
{
    /// <summary>What these rules ask for together; null where there are none.</summary>
    public static ApprovalDemand? Of(IEnumerable<ApprovalRule?> rules)
    {
        var asked = rules.OfType<ApprovalRule>().ToList();
        return asked.Count == 0
            ? null
            : new(asked.Where(rule => rule.From.Count > 0).Select(rule => rule.From).ToList(), asked.Min(rule => rule.Within));
    }
}
