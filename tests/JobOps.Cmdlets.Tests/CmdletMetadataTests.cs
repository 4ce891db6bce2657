using System.Management.Automation;
using System.Text.RegularExpressions;

namespace JobOps.Cmdlets.Tests;

public class CmdletMetadataTests
{
    static readonly string[] s_changesNothing =
        ["Get", "Test", "Connect", "Disconnect", "Wait", "Receive", "Measure", "Compare", "Show"];

    [Fact]
    public void The_manifest_exports_every_cmdlet_and_no_other()
    {
        var manifest = File.ReadAllText(Repository.PathOf("JobOps.psd1"));
        var list = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline).Groups[1].Value;
        var exported = Regex.Matches(list, "'([^']+)'").Select(match => match.Groups[1].Value);

        Assert.Equal(CmdletType.All.Select(cmdlet => cmdlet.Name).Order(), exported.Order());
    }

    [Fact]
    public void The_manifest_exports_every_alias()
    {
        var manifest = File.ReadAllText(Repository.PathOf("JobOps.psd1"));

        Assert.All(CmdletType.All.SelectMany(cmdlet => cmdlet.Aliases),
            alias => Assert.Contains($"'{alias}'", manifest, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_says_what_it_writes() =>
        Assert.All(CmdletType.All, cmdlet => Assert.NotEmpty(cmdlet.Outputs));

    [Fact]
    public void What_changes_something_can_be_asked_with_WhatIf_first() =>
        // A step is asked for by the runbook around it: Invoke-Runbook -WhatIf runs none of them.
        Assert.All(
            CmdletType.All.Where(cmdlet => !s_changesNothing.Contains(cmdlet.Verb) && cmdlet.Name != "Invoke-JobStep"),
            cmdlet => Assert.True(cmdlet.SupportsShouldProcess, cmdlet.Name));

    [Fact]
    public void Undoing_and_taking_out_of_use_ask_before_they_act() =>
        Assert.All(
            CmdletType.All.Where(cmdlet => cmdlet.Name is "Invoke-Rollback" or "Unregister-JobDefinition" or "Remove-JobRun"
                or "Remove-JobEnvironment" or "Remove-JobSchedule" or "Remove-CacheRule" or "Uninstall-JobWorker" or "Restore-Backup"),
            cmdlet => Assert.Equal(ConfirmImpact.High, cmdlet.ConfirmImpact));

    [Fact]
    public void A_run_that_is_piped_in_binds_by_its_id() =>
        Assert.All(
            CmdletType.All.SelectMany(cmdlet => cmdlet.Parameters).Where(parameter => parameter.Name == "RunId"),
            parameter => Assert.Contains(CmdletType.Sets(parameter), set => set.FromProperty));

    [Fact]
    public void No_exported_type_shows_a_type_of_the_engine_or_of_its_packages()
    {
        string[] allowed = ["JobOps.Cmdlets", "JobOps.Core", "JobOps.Execution", "System.Management.Automation"];
        var assembly = typeof(AsyncCmdlet).Assembly;

        Assert.All(
            assembly.GetReferencedAssemblies().Select(reference => reference.Name!),
            name => Assert.True(allowed.Contains(name)
                || name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard", name));
    }

    [Fact]
    public void The_folder_of_a_cmdlet_is_its_noun() =>
        Assert.All(CmdletType.All, cmdlet => Assert.True(File.Exists(Repository.PathOf(
            "src", "JobOps.Cmdlets", cmdlet.Noun == "Job" ? "JobRun" : cmdlet.Noun, cmdlet.Type.Name + ".cs")), cmdlet.Name));
}
