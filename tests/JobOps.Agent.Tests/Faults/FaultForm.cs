namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// How much of a fault is tried: a little in every test run, a lot with <c>./build.sh faults</c>, which sets
/// <c>JOBOPS_FAULTS=long</c>.
/// </summary>
static class FaultForm
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("JOBOPS_FAULTS") == "long";

    /// <summary>Nothing is waited for longer than this.</summary>
    public static TimeSpan Patience { get; } = IsLong ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(5);

    public static T Of<T>(T brief, T thorough) => IsLong ? thorough : brief;
}
