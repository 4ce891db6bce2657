using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>An action as JSON: the name of its kind in <c>kind</c>, before its own members.</summary>
sealed class StepActionConverter : JsonConverter<StepAction>
{
    const string Discriminator = "kind";

    public override StepAction Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject action || (string?)action[Discriminator] is not { } name)
            throw new JsonException($"an action with a member '{Discriminator}' was expected");
        var kind = StepKind.All.FirstOrDefault(kind => kind.Name == name)
                   ?? throw new JsonException($"'{name}' is no kind of step that this version knows");
        return (StepAction)action.Deserialize(kind.ActionType, options)!;
    }

    public override void Write(Utf8JsonWriter writer, StepAction action, JsonSerializerOptions options)
    {
        var json = JsonSerializer.SerializeToNode(action, action.GetType(), options)!.AsObject();
        json.Insert(0, Discriminator, StepKind.Of(action).Name);
        json.WriteTo(writer, options);
    }
}
