using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>The dependency rule, as the compiler left it.</summary>
public sealed class AssemblyTests
{
    [Fact]
    public void The_agent_reaches_the_engine_by_its_name_only()
    {
        using var file = File.OpenRead(Path.Combine(Support.Agent.Folder, "jobops.dll"));
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();

        var references = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToArray();

        Assert.Contains("JobOps.Core", references);
        Assert.Contains("JobOps.Execution", references);
        Assert.DoesNotContain(references,
            name => name is "JobOps.Engine" or "Dapper" || name.StartsWith("Microsoft.Data", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Support.Agent.Folder, "JobOps.Engine.dll")));
    }
}
