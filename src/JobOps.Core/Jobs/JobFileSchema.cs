using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>The JSON Schema of job files, made from what the reader itself goes by.</summary>
public static class JobFileSchema
{
    /// <summary>Where the repository and the module keep it.</summary>
    public const string RelativePath = "module/job.schema.json";

    static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema (draft 2020-12) as text.</summary>
    public static string Generate()
    {
        var definitions = new SchemaDefinitions();
        var schema = JobFileShape.Job.FullSchema(definitions);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "JobOps job file");
        schema["$defs"] = definitions.ToJson();
        return schema.ToJsonString(s_readable) + "\n";
    }
}
