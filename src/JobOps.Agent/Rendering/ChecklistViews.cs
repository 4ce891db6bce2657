using JobOps.Checklists;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Checklists as a person reads them.</summary>
static class ChecklistViews
{
    public static IRenderable Items(Checklist list)
    {
        var table = Tables.Of("Item", "Check", "Title");
        foreach (var item in list.Items)
            table.Row(item.Name, CheckKind.Of(item.Check).Name, item.Title);
        return new Rows(Tables.Words($"{list.Name}, {list.Owner}: {list.File}"), table);
    }

    public static IRenderable Table(IReadOnlyList<ChecklistResult> results)
    {
        if (results.Count == 0)
            return Tables.Nothing("No checklists were gone through.");
        var table = Tables.Of(">Id", "Checklist", "Change", "Environment", "Outcome", "Performed", "Note");
        foreach (var one in results)
            table.Row(
                one.ChecklistResultId, one.ChecklistName, one.ChangeId, one.Environment, Outcome(one),
                TimeWords.Ago(one.PerformedAt, one.ReadAt), ChecklistWords.Exceptions(one));
        return table;
    }

    public static IRenderable One(ChecklistResult result)
    {
        var table = Tables.Of("Status", "Item", "Found");
        foreach (var item in result.Items)
            table.Row(
                new Text(item.Status.ToString().ToLowerInvariant(), Styles.Of(Standings.Of(item.Status))), item.Name,
                ChecklistWords.Note(item));
        return new Rows(table, Tables.Words(ChecklistWords.Summary(result)));
    }

    static Text Outcome(ChecklistResult result) =>
        new(ChecklistWords.Outcome(result), Styles.Of(result.Passed ? Standing.Good : Standing.Bad));
}
