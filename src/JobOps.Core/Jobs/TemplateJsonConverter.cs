using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

sealed class TemplateJsonConverter : JsonConverter<Template>
{
    public override Template Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        Template.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Template value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
