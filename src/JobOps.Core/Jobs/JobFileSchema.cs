using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>The JSON Schema of job files, made from what the reader itself goes by.</summary>
public static class JobFileSchema
{
    /// <summary>Where the repository and the module keep it.</summary>
    public const string RelativePath = "module/job.schema.json";

    /// <summary>The schema (draft 2020-12) as text.</summary>
    public static string Generate() => SchemaText.Of(JobFileShape.Job, "JobOps job file");
}
