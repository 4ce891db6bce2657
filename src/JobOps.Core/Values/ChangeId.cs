using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobOps.Values;

/// <summary>The number of a change, typed and shown as <c>C42</c>, so that nobody takes it for that of a run.</summary>
/// <param name="Number">1, 2, 3 …</param>
[JsonConverter(typeof(Converter))]
public readonly record struct ChangeId(long Number) : IParsable<ChangeId>, IComparable<ChangeId>
{
    // Above the numbers of all runs, and below the greatest whole number that every reader of JSON knows (2^53).
    const long FirstChain = 1L << 52;

    /// <summary>The change's chain in the journal, where a run's is its number.</summary>
    public long JournalChain => FirstChain + Number;

    /// <summary>The change whose chain it is; null for that of a run or of the ledger itself.</summary>
    public static ChangeId? OfJournalChain(long chain) => chain > FirstChain ? new(chain - FirstChain) : null;

    /// <summary>Reads <c>C42</c>, <c>c42</c> or <c>42</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out ChangeId id)
    {
        var digits = text.AsSpan().Trim();
        if (digits.Length > 1 && digits[0] is 'C' or 'c')
            digits = digits[1..];
        var read = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        id = read ? new(number) : default;
        return read;
    }

    /// <exception cref="FormatException">It is no number of a change.</exception>
    public static ChangeId Parse(string text, IFormatProvider? provider) =>
        TryParse(text, provider, out var id) ? id : throw new FormatException($"'{text}' is no number of a change, such as C42");

    public int CompareTo(ChangeId other) => Number.CompareTo(other.Number);

    public static bool operator <(ChangeId left, ChangeId right) => left.Number < right.Number;

    public static bool operator >(ChangeId left, ChangeId right) => left.Number > right.Number;

    public static bool operator <=(ChangeId left, ChangeId right) => left.Number <= right.Number;

    public static bool operator >=(ChangeId left, ChangeId right) => left.Number >= right.Number;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"C{Number}");

    sealed class Converter : JsonConverter<ChangeId>
    {
        public override ChangeId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), null, out var id) ? id : throw new JsonException("a number of a change was expected, such as C42");

        public override void Write(Utf8JsonWriter writer, ChangeId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
