using JobOps.Environments;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Environments as a person reads them.</summary>
static class EnvironmentViews
{
    public static IRenderable Table(IReadOnlyList<JobEnvironment> environments)
    {
        if (environments.Count == 0)
            return Tables.Nothing("No environments.");
        var table = Tables.Of("Environment", ">Version", "Set", "By", "Entries");
        foreach (var environment in environments)
            table.Row(
                environment.Name, environment.Version, TimeWords.At(environment.SetAt), environment.SetBy,
                string.Join(", ", environment.Settings.Keys.Concat(environment.Secrets.Keys)));
        return table;
    }

    public static IRenderable One(JobEnvironment environment) => new Rows(
        Tables.Words($"Environment {environment.Name}"),
        Tables.Details(
            ("Version", environment.Version),
            ("Set", TimeWords.By(environment.SetAt, environment.SetBy)),
            ("Entries", string.Join(Environment.NewLine, EnvironmentWords.Entries(environment))),
            ("Differs", string.Join(Environment.NewLine, EnvironmentWords.Expected(environment))),
            ("Approval", JobWords.Approval(environment.Approval))));

    public static IRenderable Differences(IReadOnlyList<EnvironmentDifference> differences)
    {
        if (differences.Count == 0)
            return Tables.Nothing("No differences.");
        var table = Tables.Of("Entry", "Difference", differences[0].LeftEnvironment, differences[0].RightEnvironment, "Reason");
        foreach (var one in differences)
            table.Row(
                one.Name, new Text($"{one.Status}".ToLowerInvariant(), Styles.Of(Standings.Of(one.Status))), one.Left, one.Right,
                one.Reason);
        return table;
    }
}
