using JobOps.Harness;
using JobOps.Jobs;

namespace JobOps.Execution.Tests;

/// <summary>A kind of step is two files of one name: what it is, in Core, and what it does, here.</summary>
public sealed class StepKindTests
{
    static readonly Type[] s_actions =
        [.. typeof(StepAction).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(StepAction)))];

    [Fact]
    public void Each_action_has_a_kind_and_each_kind_is_executed()
    {
        Assert.True(s_actions.Length >= 4, "the actions were not found");
        Assert.Equal(Names(s_actions), Names(StepKind.All.Select(kind => kind.ActionType)));
        Assert.Equal(Names(s_actions), Names(StepExecution.All.Select(execution => execution.ActionType)));
    }

    [Fact]
    public void No_two_kinds_share_a_name() =>
        Assert.Equal(StepKind.All.Count, StepKind.All.Select(kind => kind.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Its_two_files_have_its_name() =>
        Assert.All(StepKind.All, kind =>
        {
            var file = char.ToUpperInvariant(kind.Name[0]) + kind.Name[1..] + ".cs";
            Assert.True(File.Exists(Checkout.PathOf("src", "JobOps.Core", "Jobs", "Kinds", file)), file);
            Assert.True(File.Exists(Checkout.PathOf("src", "JobOps.Execution", "Kinds", file)), file);
        });

    static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);
}
