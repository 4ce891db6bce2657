using JobOps.Approvals;
using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>The approvals that runs await. Who decides is the one whom the database knows, and never the one who asked.</summary>
public interface IRunApprovals
{
    /// <summary>Null for a run that needs none.</summary>
    Task<RunApproval?> FindAsync(long runId, CancellationToken cancellation = default);

    /// <summary>Lets a run be executed. One that is approved already comes back as it is.</summary>
    /// <exception cref="JobOpsException">RunNotFound, ApprovalNotAwaited, ApprovalNotYours, ApprovalVoid</exception>
    Task<JobRun> ApproveAsync(long runId, string? reason, CancellationToken cancellation = default);

    /// <summary>Ends a run before it began.</summary>
    /// <exception cref="JobOpsException">RunNotFound, ApprovalNotAwaited, ApprovalNotYours</exception>
    Task<JobRun> DenyAsync(long runId, string reason, CancellationToken cancellation = default);
}
