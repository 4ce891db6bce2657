using JobOps.Execution;
using JobOps.Rehearsals;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Rehearsals as a person reads them.</summary>
static class RehearsalViews
{
    public static IRenderable Table(IReadOnlyList<Rehearsal> rehearsals)
    {
        if (rehearsals.Count == 0)
            return Tables.Nothing("No rehearsals.");
        var table = Tables.Of(">Id", "Job", "Environment", "Outcome", "Performed", "Note");
        foreach (var one in rehearsals)
            table.Row(
                one.RehearsalId, one.JobName, one.Environment, Outcome(one), TimeWords.Ago(one.PerformedAt, one.ReadAt),
                RehearsalWords.Note(one));
        return table;
    }

    public static IRenderable One(Rehearsal rehearsal) => new Rows(
        Tables.Words($"Rehearsal {rehearsal.RehearsalId} of {rehearsal.JobName} in {rehearsal.Environment}"),
        Tables.Details(
            ("Outcome", Outcome(rehearsal)),
            ("Why", RehearsalWords.Note(rehearsal)),
            ("Differences", string.Join(Environment.NewLine, rehearsal.Differences)),
            ("Probes", string.Join(Environment.NewLine, RehearsalWords.Probes(rehearsal))),
            ("Covers", string.Join(Environment.NewLine, RehearsalWords.Covers(rehearsal))),
            ("Runs", $"{rehearsal.RunId}, rolled back by {rehearsal.RollbackRunId}"),
            ("Change", rehearsal.ChangeId)));

    public static IRenderable Report(IdempotencyReport report) => new Rows(
        Tables.Words($"{report.JobName} in {report.Environment}, executed {report.RunIds.Count} times"),
        Tables.Details(
            ("Outcome", new Text(report.Passed ? "passed" : "failed", Styles.Of(report.Passed ? Standing.Good : Standing.Bad))),
            ("Why", report.Failure),
            ("Differences", string.Join(Environment.NewLine, report.Differences)),
            ("Ended half-way", report.EndedHalfWay ? "yes" : "no: it was too quick"),
            ("Undone", report.Undone ? "yes" : "no")));

    static Text Outcome(Rehearsal rehearsal) => new(
        RehearsalWords.Outcome(rehearsal),
        Styles.Of(!rehearsal.Passed ? Standing.Bad : rehearsal.Holds == false ? Standing.Doubtful : Standing.Good));
}
