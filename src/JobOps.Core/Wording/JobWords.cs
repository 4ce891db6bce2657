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
}
