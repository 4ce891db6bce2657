using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What a file with the texts of a job looks like.</summary>
static class JobTextsShape
{
    static readonly WordsShape s_words = new();

    // A command line may say what the file does not.
    static readonly ObjectShape<Document> s_texts = new("texts", "What a job says of itself.")
    {
        { "name", new NameShape(NameRule.Job), (it, value) => it.Name = value, "The job's name." },
        { "owner", s_words, (it, value) => it.Owner = value, "Who answers for the job." },
        { "expectedResult", s_words, (it, value) => it.ExpectedResult = value, "What is true when it has succeeded." },
        { "rollbackNote", s_words, (it, value) => it.RollbackNote = value, "How a person undoes it." },
        { "probes", ProbeShape.Probes, (it, value) => it.Probes = value, "How a rehearsal tells what the job changes, by a short name." },
        { "requireRehearsal", ProbeShape.Requirement, (it, value) => it.RequireRehearsal = value,
            "Started anywhere but there, it needs a rehearsal that passed and still holds." },
        { "approval", FollowShapes.Approval, (it, value) => it.Approval = value, "Who has to agree before a run is executed." },
        { "then", FollowShapes.Then, (it, value) => it.Then = value, "What is started when a run has ended for good." },
        { "after", FollowShapes.After, (it, value) => it.After = value,
            "It is started by itself when all of these jobs have succeeded in one batch." },
        { "keep", FollowShapes.Keep, (it, value) => it.Keep = value, "Which of its runs are kept." },
    };

    /// <summary>The texts, to be used only if there are no mistakes; null where there is no JSON.</summary>
    public static JobTexts? Read(byte[] utf8, Mistakes mistakes) =>
        SourceParser.Parse(utf8, mistakes) is { } root && s_texts.Read(root, mistakes) is var document
            ? new()
            {
                Name = document.Name, Owner = document.Owner, ExpectedResult = document.ExpectedResult,
                RollbackNote = document.RollbackNote,
                Probes = document.Probes?.Select(probe => ProbeShape.ToProbe(probe.Key, probe.Value)).ToList(),
                RequireRehearsal = document.RequireRehearsal is { } required ? new(required.Environment, required.MaxAge) : null,
                Approval = FollowShapes.ToRule(document.Approval), Then = FollowShapes.ToContinuations(document.Then),
                After = document.After, Keep = FollowShapes.ToRule(document.Keep),
            }
            : null;

    sealed class Document
    {
        public string? Name { get; set; }
        public string? Owner { get; set; }
        public string? ExpectedResult { get; set; }
        public string? RollbackNote { get; set; }
        public IReadOnlyList<KeyValuePair<string, ProbeDocument>>? Probes { get; set; }
        public RequirementDocument? RequireRehearsal { get; set; }
        public ApprovalDocument? Approval { get; set; }
        public ThenDocument? Then { get; set; }
        public IReadOnlyList<string>? After { get; set; }
        public KeepDocument? Keep { get; set; }
    }
}
