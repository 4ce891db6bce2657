using JobOps.Approvals;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What stands behind <c>approval</c>, <c>then</c>, <c>after</c> and <c>keep</c> in a job file.</summary>
static class FollowShapes
{
    static readonly NameShape s_job = new(NameRule.Job);

    static readonly MapShape<Template> s_parameters =
        new(NameRule.Parameter, CommonMembers.Template, "an object of values by the names of parameters");

    static readonly ObjectShape<ContinuationDocument> s_continuation = new("continuation", "A job that is started after this one.")
    {
        { "job", s_job, (it, value) => it.Job = value, "The job.", true },
        { "parameters", s_parameters, (it, value) => it.Parameters = value,
            "What it is started with; ${parameters.…}, ${run.…} and ${steps.….result} are those of the run before it." },
        { "environment", new NameShape(NameRule.Environment), (it, value) => it.Environment = value,
            "The environment that it is started for; that of the run before it if left out." },
    };

    static readonly ListShape<ContinuationDocument> s_continuations = new(
        new BriefOrFullShape<string, ContinuationDocument>(s_job, job => new() { Job = job }, s_continuation), "a list of jobs");

    public static ObjectShape<ApprovalDocument> Approval { get; } = new("approval", "Who has to agree before a run is executed.")
    {
        { "from", new ListShape<string>(new WordsShape(), "a list of logins and groups"), (it, value) => it.From = value,
            "Logins, or groups that the database knows: one of them. Anybody but the requester if left out." },
        { "within", new AgeShape(), (it, value) => it.Within = value ?? ApprovalRule.UsualTime,
            "So long after the request, such as 4h; then it is denied. 1d if left out." },
        { "rollback", new FlagShape(), (it, value) => it.Rollback = value,
            "Whether rollbacks need it, too; false if left out." },
    };

    public static ObjectShape<ThenDocument> Then { get; } = new("then", "What is started when a run has ended for good.")
    {
        { "succeeded", s_continuations, (it, value) => it.Succeeded = value, "After a success." },
        { "failed", s_continuations, (it, value) => it.Failed = value, "After a failure that is not tried again." },
        { "always", s_continuations, (it, value) => it.Always = value, "However it ended." },
    };

    public static ListShape<string> After { get; } = new(s_job, "a list of jobs");

    public static ObjectShape<KeepDocument> Keep { get; } = new("keep", "Which runs are kept; workers take the others out.")
    {
        { "days", new WholeNumberShape(1, RetentionRule.MostDays), (it, value) => it.Days = value,
            "Those that ended so many days ago or later." },
        { "last", new WholeNumberShape(1, RetentionRule.MostRuns), (it, value) => it.Last = value,
            "So many of the newest, however old." },
    };

    public static ApprovalRule? ToRule(ApprovalDocument? document) => document is null
        ? null
        : new() { From = document.From, Within = document.Within, Rollback = document.Rollback };

    public static Continuations? ToContinuations(ThenDocument? document) => document is null ? null : new()
    {
        Succeeded = ToList(document.Succeeded), Failed = ToList(document.Failed), Always = ToList(document.Always),
    };

    public static RetentionRule? ToRule(KeepDocument? document) =>
        document is null ? null : new() { Days = document.Days, Last = document.Last };

    static IReadOnlyList<Continuation> ToList(IReadOnlyList<ContinuationDocument> documents) => documents.Select(one => new Continuation
    {
        JobName = one.Job,
        Parameters = one.Parameters.DistinctBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal),
        Environment = one.Environment,
    }).ToList();
}

sealed class ApprovalDocument
{
    public IReadOnlyList<string> From { get; set; } = [];
    public TimeSpan Within { get; set; } = ApprovalRule.UsualTime;
    public bool Rollback { get; set; }
}

sealed class ThenDocument
{
    public IReadOnlyList<ContinuationDocument> Succeeded { get; set; } = [];
    public IReadOnlyList<ContinuationDocument> Failed { get; set; } = [];
    public IReadOnlyList<ContinuationDocument> Always { get; set; } = [];
}

sealed class ContinuationDocument
{
    public string Job { get; set; } = "";
    public IReadOnlyList<KeyValuePair<string, Template>> Parameters { get; set; } = [];
    public string? Environment { get; set; }
}

sealed class KeepDocument
{
    public int? Days { get; set; }
    public int? Last { get; set; }
}
