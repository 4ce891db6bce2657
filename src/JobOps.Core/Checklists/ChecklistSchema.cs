using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>The JSON Schema of checklists, made from what the reader itself goes by.</summary>
public static class ChecklistSchema
{
    /// <summary>Where the repository and the module keep it.</summary>
    public const string RelativePath = "module/checklist.schema.json";

    /// <summary>The schema (draft 2020-12) as text.</summary>
    public static string Generate() => SchemaText.Of(ChecklistShape.Checklist, "JobOps checklist");
}
