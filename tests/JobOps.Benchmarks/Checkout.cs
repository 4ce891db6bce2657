using System.Reflection;

namespace JobOps.Benchmarks;

/// <summary>The repository that this program was built in: what ./build.sh leaves there is measured, too.</summary>
static class Checkout
{
    public static string Root { get; } = typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(one => one.Key == "RepositoryRoot").Value!;
}
