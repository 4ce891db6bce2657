using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>The environment that a run keeps, with the secrets that could be read where it is executed.</summary>
public sealed record RunEnvironment
{
    public required JobEnvironment Settings { get; init; }

    /// <summary>Secrets by name, of those that were asked for.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Why others cannot be read, by name. Who does not need one never hears of it.</summary>
    public IReadOnlyDictionary<string, JobOpsError> Unreadable { get; init; } = new Dictionary<string, JobOpsError>();

    /// <summary>The environment of a run that is executed here; null where it keeps none.</summary>
    /// <exception cref="JobOpsException">EnvironmentNotFound</exception>
    public static async Task<RunEnvironment?> ReadAsync(
        ILedger ledger, JobRun run, JobDefinition job, CancellationToken cancellation)
    {
        if ((await WithoutSecretsAsync(ledger, run, cancellation))?.Settings is not { } environment)
            return null;
        // A script says only while it runs what it needs.
        var wanted = job.Kind == JobKind.Runbook
            ? environment.Secrets.Keys
            : JobDefinitionRules.FromEnvironment(job).Where(one => one.Kind == PlaceholderKind.EnvironmentSecret).Select(one => one.Name);
        return await ReadAsync(environment, wanted, cancellation);
    }

    /// <summary>An environment with all of its secrets that can be read here.</summary>
    internal static Task<RunEnvironment> ReadAllAsync(JobEnvironment environment, CancellationToken cancellation) =>
        ReadAsync(environment, environment.Secrets.Keys, cancellation);

    static async Task<RunEnvironment> ReadAsync(
        JobEnvironment environment, IEnumerable<string> wanted, CancellationToken cancellation)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var unreadable = new Dictionary<string, JobOpsError>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in wanted.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                secrets[secret] = await SecretReader.ReadAsync(environment, secret, cancellation);
            }
            catch (JobOpsException exception)
            {
                unreadable[secret] = exception.Error;
            }
        }
        return new() { Settings = environment, Secrets = secrets, Unreadable = unreadable };
    }

    /// <summary>The same for whoever only tells of a run.</summary>
    /// <exception cref="JobOpsException">EnvironmentNotFound</exception>
    public static async Task<RunEnvironment?> WithoutSecretsAsync(ILedger ledger, JobRun run, CancellationToken cancellation) =>
        run is { Environment: { } name, EnvironmentVersion: { } version }
            ? new() { Settings = await ledger.Environments.RequireAsync(name, version, cancellation) }
            : null;

    /// <summary>A setting as text; null where the environment has none of that name.</summary>
    public string? Setting(string name) =>
        Settings.Settings.FirstOrDefault(setting => setting.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } value
            ? ParameterValues.Text(value)
            : null;

    /// <summary>A secret; null where the environment has none of that name.</summary>
    /// <exception cref="JobOpsException">EnvironmentSecretUnreadable</exception>
    public string? Secret(string name) =>
        Find(Unreadable, name) is { } error ? throw new JobOpsException(error) : Find(Secrets, name);

    // They may have come through JSON, which knows no comparer.
    static T? Find<T>(IReadOnlyDictionary<string, T> entries, string name) where T : class =>
        entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
