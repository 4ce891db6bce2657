using JobOps.Approvals;
using JobOps.Jobs;

namespace JobOps.Wording;

/// <summary>How a job stands and what it takes.</summary>
public static class JobWords
{
    /// <summary>Whether a job takes runs.</summary>
    public static string State(bool enabled) => enabled ? "enabled" : "disabled";

    /// <summary>How often a run that failed is tried again, how far apart, and after what it is not.</summary>
    public static string Retries(RetryPolicy retry) =>
        $"{retry.Attempts} attempts, first pause {TimeWords.Took(retry.Delay)}, longest {TimeWords.Took(retry.MaxDelay)}"
        + (retry.Except.Count > 0 ? $", except after {string.Join(", ", retry.Except)}" : "");

    /// <summary>Who has to agree, and within how long; empty for nobody.</summary>
    public static string Approval(ApprovalRule? rule) => rule is null ? ""
        : $"by {(rule.From.Count == 0 ? "somebody else" : string.Join(" or ", rule.From))} within {TimeWords.Took(rule.Within)}"
            + (rule.Rollback ? ", of rollbacks, too" : "");

    /// <summary>What comes after it and before it, a line each.</summary>
    public static string Follows(JobDefinition job) => string.Join('\n',
        (job.Then?.All() ?? []).Select(one => $"{one.Condition}: {one.Continuation.JobName}")
        .Concat(job.After is { } after ? [$"after {string.Join(" and ", after)}"] : Array.Empty<string>()));

    /// <summary>Which of its runs are kept; empty where it does not say.</summary>
    public static string Keep(RetentionRule? rule) => rule is null ? ""
        : string.Join(", and ", new[]
        {
            rule.Days is { } days ? $"those of the last {days} days" : null, rule.Last is { } last ? $"the last {last}" : null,
        }.OfType<string>());
}
