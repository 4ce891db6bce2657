using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Cmdlets.Tests.Shell;
using JobOps.Tests.Errors;

namespace JobOps.Cmdlets.Tests.Errors;

/// <summary>The command that an error tells a person to type next exists, with these parameters.</summary>
[Collection(ShellCollection.Name)]
public sealed class NextCommandTests(TestShell shell)
{
    public static TheoryData<string> Ids => [.. SampleErrors.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Can_be_typed(string id)
    {
        var text = SampleErrors.Of(id).NextCommand.PowerShell;
        var line = Parser.ParseInput(text, out _, out var mistakes);
        Assert.Empty(mistakes);
        var calls = line.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, call => AssertBinds(call));
    }

    void AssertBinds(CommandAst call)
    {
        var name = call.GetCommandName();
        if (name.StartsWith("./", StringComparison.Ordinal))
        {
            Assert.True(File.Exists(Repository.PathOf(name)), name);
            return;
        }
        Assert.Contains(shell.Find(name)?.Source, new[] { "JobOps", "Microsoft.PowerShell.Core", "Microsoft.PowerShell.Utility" });
        Assert.Empty(shell.Bind(call).BindingExceptions.Values.Select(mistake => mistake.BindingException.Message));
    }
}
