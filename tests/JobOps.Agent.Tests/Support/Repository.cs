using System.Reflection;

namespace JobOps.Agent.Tests.Support;

/// <summary>The checkout that the tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    /// <summary>Where the program under test was built into.</summary>
    public static string AgentOutput { get; } =
        Environment.GetEnvironmentVariable("JOBOPS_TEST_AGENT") ?? Path.Combine(Root, Metadata("AgentOutput"));

    static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == key).Value!;
}
