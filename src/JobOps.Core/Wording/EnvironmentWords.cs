using JobOps.Environments;
using JobOps.Jobs;

namespace JobOps.Wording;

/// <summary>Environments as a person reads them.</summary>
public static class EnvironmentWords
{
    /// <summary>What an environment has: settings with their values, secrets with where they are kept, an entry each.</summary>
    public static IEnumerable<string> Entries(JobEnvironment environment) =>
        environment.Settings.Select(setting => $"{setting.Key} = {ParameterValues.Text(setting.Value)}")
            .Concat(environment.Secrets.Select(secret => $"{secret.Key} in {secret.Value}"));

    /// <summary>Why something differs from other environments, a reason each.</summary>
    public static IEnumerable<string> Expected(JobEnvironment environment) =>
        environment.ExpectedDifferences.Select(difference => $"{difference.Key}: {difference.Value}");

    /// <summary>What a run stands on: a rehearsal, or why it was started without; null where its job asks for none.</summary>
    public static string? Rehearsed(Runs.JobRun run) =>
        run.RehearsalId is { } id ? $"by rehearsal {id}" : run.ForceReason is { } reason ? $"not; forced: {reason}" : null;

    /// <summary>The environment of a run, with its version where it is more than a label; null for none.</summary>
    public static string? Of(Runs.JobRun run) =>
        run.EnvironmentVersion is { } version ? $"{run.Environment}, version {version}" : run.Environment;
}
