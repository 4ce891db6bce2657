using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>What a person has to look at, and answer for.</summary>
public sealed record AttestCheck : CheckAction
{
    /// <summary>What is asked.</summary>
    public string Question { get; internal set; } = "";

    /// <summary>A file has to show it.</summary>
    public bool Evidence { get; internal set; }
}

sealed class AttestCheckKind : CheckKind<AttestCheck>
{
    public override string Name => "attest";

    public override string Words => "A question that a person answers with a note; who and when is kept.";

    internal override Shape<AttestCheck> Shape { get; } = new BriefOrFullShape<string, AttestCheck>(
        new WordsShape(), question => new AttestCheck { Question = question },
        new("attest", "A question for a person.")
        {
            { "question", new WordsShape(), (it, value) => it.Question = value, "What is asked.", true },
            { "evidence", new FlagShape(), (it, value) => it.Evidence = value,
                "Whether a file has to show it, whose hash is kept; false if left out." },
        });

    protected override string Describe(AttestCheck check) => check.Question;

    protected override void Check(AttestCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        problems.Words(check.Question, $"{path}.question");
}
