namespace JobOps.Errors;

// Environments, and what jobs take from them.
public static partial class Error
{
    public static JobOpsError EnvironmentNotFound(string environment) => new(
        nameof(EnvironmentNotFound), ErrorKind.NotFound, $"There is no environment '{environment}' in this ledger.",
        "the name of an environment that was set", environment, RetrySafety.SafeAfter, Next.ListEnvironments, environment);

    public static JobOpsError EnvironmentVersionNotFound(string environment, int version, int newest) => new(
        nameof(EnvironmentVersionNotFound), ErrorKind.NotFound, $"There is no version {version} of the environment '{environment}'.",
        $"a version from 1 to {newest}", $"{version}", RetrySafety.SafeAfter, Next.ShowEnvironment(environment), environment);

    public static JobOpsError EnvironmentInvalid(string environment, string problems) => new(
        nameof(EnvironmentInvalid), ErrorKind.BadInput, $"The environment '{environment}' was not set: nothing of it was changed.",
        "settings that are texts, numbers, true or false, and secrets by reference", problems, RetrySafety.SafeAfter,
        new("Get-Help Set-JobEnvironment -Examples", "jobops environment set --help"), environment);

    public static JobOpsError EnvironmentRefused(string job, string? environment, string allowed) => new(
        nameof(EnvironmentRefused), ErrorKind.BadInput, $"The job '{job}' was not started: it is not for this environment.",
        $"one of its environments: {allowed}", environment ?? "none was named", RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError EnvironmentMissing(string job, string needs) => new(
        nameof(EnvironmentMissing), ErrorKind.BadInput, $"The job '{job}' was not started: it takes values from its environment.",
        "an environment that has them", $"none was named; the job uses {needs}", RetrySafety.SafeAfter, Next.ListEnvironments, job);

    public static JobOpsError EnvironmentIncomplete(string job, string environment, string missing) => new(
        nameof(EnvironmentIncomplete), ErrorKind.BadInput,
        $"The job '{job}' was not started: the environment '{environment}' lacks what it uses.",
        missing, $"no such entry in '{environment}'", RetrySafety.SafeAfter, Next.ShowEnvironment(environment), job);

    public static JobOpsError EnvironmentSecretUnreadable(string environment, string secret, string reference, string actual) => new(
        nameof(EnvironmentSecretUnreadable), ErrorKind.Configuration,
        $"The secret '{secret}' of the environment '{environment}' cannot be read here.",
        $"a secret at {reference}, for the account that executes the run", actual, RetrySafety.SafeAfter,
        Next.ShowEnvironment(environment), secret);
}
