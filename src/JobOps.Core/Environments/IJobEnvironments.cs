using JobOps.Errors;

namespace JobOps.Environments;

/// <summary>The environments.</summary>
public interface IJobEnvironments
{
    /// <summary>
    /// Makes an environment, or a new version of one; what is so already changes nothing (<see cref="JobEnvironment.Unchanged"/>).
    /// </summary>
    /// <exception cref="JobOpsException">EnvironmentInvalid</exception>
    Task<JobEnvironment> SetAsync(EnvironmentEdit edit, CancellationToken cancellation = default);

    /// <summary>
    /// The newest version, or the one asked for, which is there even after the environment was removed; null where there is none.
    /// </summary>
    Task<JobEnvironment?> FindAsync(string name, int? version = null, CancellationToken cancellation = default);

    /// <summary>The newest versions whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<JobEnvironment>> GetAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>Takes an environment out of use; its versions and the journal stay, for the runs that used them.</summary>
    /// <exception cref="JobOpsException">EnvironmentNotFound</exception>
    Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default);
}

/// <summary>What is asked of environments in more than one place.</summary>
public static class JobEnvironmentsExtensions
{
    /// <exception cref="JobOpsException">EnvironmentNotFound, EnvironmentVersionNotFound</exception>
    public static async Task<JobEnvironment> RequireAsync(
        this IJobEnvironments environments, string name, int? version = null, CancellationToken cancellation = default) =>
        await environments.FindAsync(name, version, cancellation)
        ?? throw new JobOpsException(
            version is { } wanted && await environments.FindAsync(name, version: null, cancellation) is { } newest
                ? Error.EnvironmentVersionNotFound(newest.Name, wanted, newest.Version)
                : Error.EnvironmentNotFound(name));
}
