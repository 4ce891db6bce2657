using System.Text.Json;
using System.Text.Json.Serialization;
using JobOps.Measurements;

namespace JobOps.Changes;

/// <summary>
/// The metric of a note as it stands in a ledger. Notes from before changes were measured compared the middle halves of two steps; they
/// stay as they are, and are read as what they say.
/// </summary>
sealed class StoredComparison : JsonConverter<Comparison>
{
    public override Comparison? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("metric", out _)
            ? document.RootElement.Deserialize<Comparison>(options)
            : document.RootElement.Deserialize<ByQuartiles>(options)!.ToComparison();
    }

    public override void Write(Utf8JsonWriter writer, Comparison value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);

    sealed record ByQuartiles(string Name, string Unit, double Before, double After, int BeforeCount, int AfterCount, string Verdict)
    {
        public Comparison ToComparison()
        {
            var (verdict, words) = Verdict switch
            {
                "Improved" => (ComparisonVerdict.Better, "improved"),
                "Worsened" => (ComparisonVerdict.Worse, "worsened"),
                _ => (ComparisonVerdict.CannotTell, "cannot tell"),
            };
            return new()
            {
                Metric = Name,
                Unit = Unit,
                Primary = true,
                Before = Before,
                After = After,
                BeforeCount = BeforeCount,
                AfterCount = AfterCount,
                Verdict = verdict,
                Method = "whether the middle halves overlap",
                Sentence = FormattableString.Invariant(
                    $"{Name} {Before:0.0} → {After:0.0} {Unit}: {words} ({BeforeCount} and {AfterCount} measurements)"),
            };
        }
    }
}
