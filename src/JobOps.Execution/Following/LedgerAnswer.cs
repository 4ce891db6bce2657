using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Whether an error says anything about what was asked for.</summary>
static class LedgerAnswer
{
    /// <summary>The ledger is away, or does not let this process write: nothing is wrong with what was asked for. A statement that it
    /// refused is.</summary>
    public static bool IsMissing(JobOpsError error) =>
        error.Id.StartsWith("Ledger", StringComparison.Ordinal) && error.Id != nameof(Error.LedgerFault);
}
