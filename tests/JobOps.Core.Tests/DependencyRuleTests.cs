using System.Text.Json;
using JobOps.Jobs;

namespace JobOps.Core.Tests;

/// <summary>Core knows no package, no database, no PowerShell and no console.</summary>
public class DependencyRuleTests
{
    static readonly System.Reflection.Assembly s_core = typeof(JobDefinition).Assembly;

    [Fact]
    public void Core_refers_to_nothing_but_the_runtime()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.All(
            s_core.GetReferencedAssemblies(),
            reference => Assert.True(
                File.Exists(Path.Combine(runtime, reference.Name + ".dll")), $"{reference.Name} is not part of .NET"));
    }

    [Theory]
    [InlineData("System.Console")]
    [InlineData("System.Data.SqlClient")]
    [InlineData("System.Management.Automation")]
    public void Core_does_not_refer_to(string assembly) =>
        Assert.DoesNotContain(assembly, s_core.GetReferencedAssemblies().Select(reference => reference.Name));

    [Fact]
    public void Core_has_no_package_references()
    {
        var path = Repository.PathOf("src", "JobOps.Core", "packages.lock.json");
        using var locked = JsonDocument.Parse(File.ReadAllText(path));

        Assert.All(
            locked.RootElement.GetProperty("dependencies").EnumerateObject(),
            framework => Assert.Empty(framework.Value.EnumerateObject()));
    }
}
