using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobOps.Values;

namespace JobOps.Ledger;

/// <summary>How objects are written into the ledger's text columns: compact, camelCase, enums by name.</summary>
public static class LedgerJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A .NET constructor's default values stand for what an older writer did not know.
        RespectRequiredConstructorParameters = false,
        Converters = { new JsonStringEnumConverter(), new ValueConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    /// <summary>Reads <c>object</c> as string, number (<see cref="ExactNumber"/>), bool or null instead of as a JSON element.</summary>
    sealed class ValueConverter : JsonConverter<object>
    {
        public override bool CanConvert(Type type) => type == typeof(object);

        public override object? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => QuickJson.Value(ref reader);

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }
}
