using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rehearsals;

namespace JobOps.Execution;

/// <summary>What a job that asks for a rehearsal lets start, and on which rehearsal it stands.</summary>
sealed class RehearsalDemand(ILedger ledger)
{
    // A batch starts one job many times, and to look means to read files.
    readonly Dictionary<
        (string Job, int Version, string? Environment, string Parameters), (Rehearsal? Latest, IReadOnlyList<string> WhyNot)> _looked = [];

    /// <param name="job">The job.</param>
    /// <param name="environment">Where it is started; null for a label, or for none.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The rehearsal that holds, and why it is started without one; both null where the job asks for none.</returns>
    /// <exception cref="JobOpsException">RehearsalMissing, ForceReasonMissing</exception>
    public async Task<(long? RehearsalId, string? ForceReason)> MeetAsync(
        JobDefinition job, JobEnvironment? environment, StartRequest request, CancellationToken cancellation)
    {
        if (job.RequireRehearsal is not { } required
            || required.Environment.Equals(request.Environment, StringComparison.OrdinalIgnoreCase))
            return (null, null);
        var given = request.Parameters.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Key).Order().ToList();
        var key = (job.Name, job.Version, environment?.Name, string.Join(',', given));
        if (!_looked.TryGetValue(key, out var looked))
            _looked[key] = looked = await LookAsync(job, required, environment, given, cancellation);
        var (latest, reasons) = looked;
        if (reasons.Count == 0)
            return (latest!.RehearsalId, null);
        if (!request.Force)
            throw new JobOpsException(Error.RehearsalMissing(
                job.Name, environment?.Name ?? request.Environment ?? "no environment", required.Environment,
                (latest is null ? "" : $"rehearsal {latest.RehearsalId}: ") + string.Join("; ", reasons)));
        return string.IsNullOrWhiteSpace(request.ForceReason)
            ? throw new JobOpsException(Error.ForceReasonMissing(job.Name))
            : (null, request.ForceReason.Trim());
    }

    async Task<(Rehearsal? Latest, IReadOnlyList<string> WhyNot)> LookAsync(
        JobDefinition job, RehearsalRequirement required, JobEnvironment? environment, IEnumerable<string> given,
        CancellationToken cancellation)
    {
        var latest = (await ledger.Rehearsals.GetAsync(job.Name, required.Environment, limit: 1, cancellation)).FirstOrDefault();
        return (latest, latest is null
            ? ["it was never rehearsed there"]
            : await new RehearsalStanding(ledger).WhyNotAsync(latest, job, environment, given, cancellation));
    }
}
