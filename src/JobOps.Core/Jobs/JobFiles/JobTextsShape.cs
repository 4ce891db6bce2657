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
    };

    /// <summary>The texts, to be used only if there are no mistakes; null where there is no JSON.</summary>
    public static JobTexts? Read(byte[] utf8, Mistakes mistakes) =>
        SourceParser.Parse(utf8, mistakes) is { } root && s_texts.Read(root, mistakes) is var document
            ? new()
            {
                Name = document.Name, Owner = document.Owner, ExpectedResult = document.ExpectedResult,
                RollbackNote = document.RollbackNote,
            }
            : null;

    sealed class Document
    {
        public string? Name { get; set; }
        public string? Owner { get; set; }
        public string? ExpectedResult { get; set; }
        public string? RollbackNote { get; set; }
    }
}
