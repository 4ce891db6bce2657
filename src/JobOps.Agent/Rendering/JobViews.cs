using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Definitions of jobs as a person reads them.</summary>
static class JobViews
{
    public static IRenderable Table(IReadOnlyList<JobDefinition> jobs)
    {
        if (jobs.Count == 0)
            return Tables.Nothing("No jobs.");
        var table = Tables.Of("=Job", ">Version", "Owner", "State", "Expected result");
        foreach (var job in jobs)
            table.Row(job.Name, job.Version, job.Owner, State(job), job.ExpectedResult);
        return new FirstThatFits(() => table);
    }

    public static IRenderable Registered(IReadOnlyList<JobDefinition> jobs)
    {
        if (jobs.Count == 0)
            return Tables.Nothing("No job was registered.");
        var table = Tables.Of("=Job", ">Version", "Owner", "Registration");
        foreach (var job in jobs)
            table.Row(job.Name, job.Version, job.Owner, job.Unchanged ? "unchanged" : "new version");
        return table;
    }

    public static IRenderable Details(JobDefinition job) => new Rows(
        Tables.Words($"Job {job.Name}, version {job.Version}"),
        Tables.Details(
            ("Owner", job.Owner),
            ("Expected result", job.ExpectedResult),
            ("Rollback note", job.RollbackNote),
            ("Description", job.Description),
            ("State", State(job)),
            ("Time limit", TimeWords.Took(job.Timeout)),
            ("Queue", job.Priority == 0 ? job.Queue : $"{job.Queue ?? JobQueue.Default}, priority {job.Priority}"),
            ("Start within", TimeWords.Took(job.StartWithin)),
            ("At once", job.RunLimit is { } limit ? $"{limit}{Overlaps(job.Overlap)}" : null),
            ("Tried again", job.Retry is { } retry ? JobWords.Retries(retry) : null),
            ("Approval", JobWords.Approval(job.Approval)),
            ("Follows", JobWords.Follows(job)),
            ("Kept", JobWords.Keep(job.Keep)),
            ("Folder", job.WorkingDirectory),
            ("Registered", TimeWords.By(job.RegisteredAt, job.RegisteredBy))),
        Parameters(job),
        Steps(job));

    static IRenderable Parameters(JobDefinition job)
    {
        if (job.Parameters.Count == 0)
            return Tables.Nothing("No parameters.");
        var table = Tables.Of("=Parameter", "Takes", "Must it be given?", "Description");
        foreach (var parameter in job.Parameters)
            table.Row(parameter.Name, ParameterValues.Describe(parameter), Given(parameter), parameter.Description);
        return table;
    }

    static IRenderable Steps(JobDefinition job)
    {
        if (job.Steps.Count == 0)
            return Tables.Nothing(job.ScriptPath is { } script ? $"Its steps are declared by {script}" : "No steps.");
        var table = Tables.Of("=Step", "Does", "Undo");
        foreach (var step in job.Steps)
            table.Row(
                step.Name, Action(step.Action), step.HasNothingToUndo ? "not needed" : step.Undo is null ? "none" : Action(step.Undo));
        return table;
    }

    static string Given(ParameterDefinition parameter) =>
        (parameter.Required ? "yes" : parameter.Default is { } value ? $"no: {ParameterValues.Text(value)}" : "no")
        + (parameter.Secret ? ", by --secret" : "");

    static Text State(JobDefinition job) => new(
        JobWords.State(job.Enabled) + (job.Enabled ? "" : Done.By(job.EnabledBy, job.EnabledReason)),
        Styles.Of(Standings.Of(job)));

    static string Overlaps(Overlap overlap) => overlap switch
    {
        Overlap.Queue => "; a further one waits",
        Overlap.Skip => "; a further one is refused",
        Overlap.StopExisting => "; a further one stops it",
        _ => "",
    };

    static string Action(StepAction action) => StepKind.Of(action).Describe(action, template => template.Text);
}
