using System.Globalization;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>How a run is handed to a child process, so that the steps of a script there join it.</summary>
public static class RunContext
{
    public const string RunIdVariable = "JOBOPS_RUN_ID";
    public const string LeaseTokenVariable = "JOBOPS_LEASE_TOKEN";
    public const string WorkerVariable = "JOBOPS_WORKER";

    /// <summary>What to put into the child's environment.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(Lease lease, string ledgerAddress) =>
    [
        new(RunIdVariable, lease.RunId.ToString(CultureInfo.InvariantCulture)),
        new(LeaseTokenVariable, lease.Token.ToString(CultureInfo.InvariantCulture)),
        new(WorkerVariable, lease.Worker),
        new(WorkerOptions.LeaseVariable, lease.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        new(LedgerLocation.EnvironmentVariable, ledgerAddress),
    ];

    /// <summary>The lease that this process was handed; null where it was handed none.</summary>
    public static Lease? FromEnvironment() =>
        long.TryParse(Environment.GetEnvironmentVariable(RunIdVariable), CultureInfo.InvariantCulture, out var runId)
        && long.TryParse(Environment.GetEnvironmentVariable(LeaseTokenVariable), CultureInfo.InvariantCulture, out var token)
        && Environment.GetEnvironmentVariable(WorkerVariable) is { Length: > 0 } worker
            ? new(runId, token, worker, new WorkerOptions().Lease)
            : null;
}
