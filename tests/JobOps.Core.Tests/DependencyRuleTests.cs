using System.Text.Json;
using System.Text.RegularExpressions;
using JobOps.Harness;
using JobOps.Jobs;

namespace JobOps.Core.Tests;

/// <summary>Core knows no package, no database, no PowerShell, no console and no process.</summary>
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
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Data.SqlClient")]
    [InlineData("System.Management.Automation")]
    public void Core_does_not_refer_to(string assembly) =>
        Assert.DoesNotContain(assembly, s_core.GetReferencedAssemblies().Select(reference => reference.Name));

    [Theory]
    [InlineData("JobOps.Core")]
    [InlineData("JobOps.Execution")]
    public void It_has_no_package_references(string project)
    {
        var path = Checkout.PathOf("src", project, "packages.lock.json");
        using var locked = JsonDocument.Parse(File.ReadAllText(path));

        // What looks at the code while it is compiled is nothing that it refers to.
        Assert.All(
            locked.RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject()).Where(dependency => dependency.Name != "Meziantou.Analyzer"),
            dependency => Assert.Equal("Project", dependency.Value.GetProperty("type").GetString()));
    }

    [Fact]
    public void The_folders_of_Core_form_no_cycle()
    {
        var uses = UsedFolders();
        var left = uses.Keys.ToHashSet();
        // What uses nothing that is left goes; in a cycle each uses another.
        while (left.FirstOrDefault(folder => !uses[folder].Any(left.Contains)) is { } free)
            left.Remove(free);

        Assert.True(uses["Ledger"].Count > 3, "the files were not read");
        Assert.Empty(left.Select(folder => $"{folder} -> {string.Join(", ", uses[folder].Where(left.Contains))}"));
    }

    /// <summary>For each folder those that its files name: by a using, or where they qualify a type outside of comments.</summary>
    static Dictionary<string, HashSet<string>> UsedFolders()
    {
        var core = Checkout.PathOf("src", "JobOps.Core");
        var folders = Directory.GetDirectories(core).Select(path => Path.GetFileName(path)).Except(["bin", "obj"]).ToList();
        return folders.ToDictionary(folder => folder, folder => folders.Where(other => other != folder && Directory
            .GetFiles(Path.Combine(core, folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split("//")[0])
            .Any(line => Regex.IsMatch(line, $@"^using JobOps\.{other}\b|(?<![\w.]){other}\.[A-Z]"))).ToHashSet());
    }
}
