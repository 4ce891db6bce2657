using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Which environment a start means, and whether it has what the job takes from it.</summary>
sealed class EnvironmentOfStart(ILedger ledger)
{
    readonly Dictionary<string, JobEnvironment?> _known = new(StringComparer.OrdinalIgnoreCase);

    // A batch starts one job many times.
    readonly Dictionary<JobDefinition, IReadOnlyList<Placeholder>> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>The environment as the ledger has it; null for none, or for one that is a label only.</summary>
    /// <exception cref="JobOpsException">EnvironmentRefused, EnvironmentMissing, EnvironmentNotFound, EnvironmentIncomplete</exception>
    public async Task<JobEnvironment?> FindAsync(JobDefinition job, string? name, CancellationToken cancellation)
    {
        if (job.Environments is { } allowed && (name is null || !allowed.Contains(name, StringComparer.OrdinalIgnoreCase)))
            throw new JobOpsException(Error.EnvironmentRefused(job.Name, name, string.Join(", ", allowed)));
        if (!_taken.TryGetValue(job, out var taken))
            _taken[job] = taken = JobDefinitionRules.FromEnvironment(job);
        if (name is null)
            return taken.Count == 0
                ? null
                : throw new JobOpsException(Error.EnvironmentMissing(job.Name, string.Join(", ", taken.Select(Words))));
        if (!_known.TryGetValue(name, out var environment))
            _known[name] = environment = await ledger.Environments.FindAsync(name, version: null, cancellation);
        if (environment is null)
            return taken.Count == 0 ? null : throw new JobOpsException(Error.EnvironmentNotFound(name));
        var missing = taken.Where(one => !Has(environment, one)).Select(Words).ToList();
        return missing.Count == 0
            ? environment
            : throw new JobOpsException(Error.EnvironmentIncomplete(job.Name, environment.Name, string.Join(", ", missing)));
    }

    static bool Has(JobEnvironment environment, Placeholder placeholder) =>
        (placeholder.Kind == PlaceholderKind.Setting ? environment.Settings.Keys : environment.Secrets.Keys)
        .Contains(placeholder.Name, StringComparer.OrdinalIgnoreCase);

    static string Words(Placeholder placeholder) => $"${{{placeholder}}}";
}
