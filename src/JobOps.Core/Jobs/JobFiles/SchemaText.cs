using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobOps.Jobs.JobFiles;

/// <summary>The JSON Schema of a kind of file.</summary>
static class SchemaText
{
    static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema (draft 2020-12) as text.</summary>
    public static string Of<T>(ObjectShape<T> whole, string title) where T : class, new()
    {
        var definitions = new SchemaDefinitions();
        var schema = whole.FullSchema(definitions);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        schema["$defs"] = definitions.ToJson();
        return schema.ToJsonString(s_readable) + "\n";
    }
}
