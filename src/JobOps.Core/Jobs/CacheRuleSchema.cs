using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>The JSON Schema of files of cache rules, made from what the reader itself goes by.</summary>
public static class CacheRuleSchema
{
    /// <summary>Where the repository and the module keep it.</summary>
    public const string RelativePath = "module/cacherules.schema.json";

    /// <summary>The schema (draft 2020-12) as text.</summary>
    public static string Generate() => SchemaText.Of(CacheRuleShape.File, "JobOps cache rules");
}
