using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace JobOps.Measurements;

/// <summary>
/// Samples as a text for one row: columns, because what stands below each other is alike; a column is absent where nothing is known;
/// compressed by Brotli, in base64. What is read is what was written, to the last bit.
/// </summary>
public static class SampleCodec
{
    /// <summary>How many samples are at most in one text, so that nothing that is read needs more memory than this.</summary>
    public const int ChunkSize = 4096;

    const byte Version = 1;

    // A number in thousandths, which is how a clock's milliseconds are kept, takes a third of the place of its bits.
    const double Thousand = 1000;

    static readonly Kind s_integers = new(sizeof(long), value => value, value => value);

    static readonly Kind s_doubles = Real(
        sizeof(double), BitConverter.Int64BitsToDouble, value => BitConverter.DoubleToInt64Bits(value / Thousand));

    static readonly Kind s_floats = Real(
        sizeof(float), value => BitConverter.Int32BitsToSingle((int)value), value => Bits((float)(value / Thousand))!.Value);

    /// <summary>Writes at most <see cref="ChunkSize"/> samples.</summary>
    public static string Write(ReadOnlySpan<Sample> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, ChunkSize, nameof(samples));
        using var text = new MemoryStream();
        using (var compressed = new BrotliStream(text, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(compressed))
        {
            writer.Write(Version);
            writer.Write7BitEncodedInt(samples.Length);
            WriteColumn(writer, samples, sample => BitConverter.DoubleToInt64Bits(sample.DueMs), s_doubles);
            WriteColumn(writer, samples, sample => BitConverter.DoubleToInt64Bits(sample.Value), s_doubles);
            WriteColumn(writer, samples, sample => sample.Round, s_integers);
            WriteColumn(writer, samples, sample => sample.Status, s_integers);
            WriteErrors(writer, samples);
            WriteColumn(writer, samples, sample => sample.Bytes, s_integers);
            WriteColumn(writer, samples, sample => (long?)sample.Cache, s_integers);
            WriteColumn(writer, samples, sample => sample.AgeSeconds, s_integers);
            WriteColumn(writer, samples, sample => sample.DatabaseCalls, s_integers);
            WriteColumn(writer, samples, sample => sample.ReusedConnection is { } reused ? (reused ? 1 : 0) : null, s_integers);
            WriteColumn(writer, samples, sample => Bits(sample.DnsMs), s_floats);
            WriteColumn(writer, samples, sample => Bits(sample.ConnectMs), s_floats);
            WriteColumn(writer, samples, sample => Bits(sample.TlsMs), s_floats);
            WriteColumn(writer, samples, sample => Bits(sample.FirstByteMs), s_floats);
        }
        return Convert.ToBase64String(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no such text.</exception>
    public static IReadOnlyList<Sample> Read(string text)
    {
        try
        {
            using var compressed = new BrotliStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using var reader = new BinaryReader(new BufferedStream(compressed));
            return Read(reader);
        }
        catch (Exception exception) when (exception is FormatException or IOException or InvalidOperationException)
        {
            throw new InvalidDataException("These are no samples.", exception);
        }
    }

    static Sample[] Read(BinaryReader reader)
    {
        if (reader.ReadByte() != Version || reader.Read7BitEncodedInt() is not (>= 0 and <= ChunkSize and var count))
            throw new InvalidDataException("These are no samples of this version.");
        var due = ReadColumn(reader, count, s_doubles);
        var value = ReadColumn(reader, count, s_doubles);
        var round = ReadColumn(reader, count, s_integers);
        var status = ReadColumn(reader, count, s_integers);
        var error = ReadErrors(reader, count);
        var bytes = ReadColumn(reader, count, s_integers);
        var cache = ReadColumn(reader, count, s_integers);
        var age = ReadColumn(reader, count, s_integers);
        var calls = ReadColumn(reader, count, s_integers);
        var reused = ReadColumn(reader, count, s_integers);
        var dns = ReadColumn(reader, count, s_floats);
        var connect = ReadColumn(reader, count, s_floats);
        var tls = ReadColumn(reader, count, s_floats);
        var firstByte = ReadColumn(reader, count, s_floats);
        var samples = new Sample[count];
        for (var n = 0; n < count; n++)
            samples[n] = new()
            {
                DueMs = BitConverter.Int64BitsToDouble(due[n] ?? 0), Value = BitConverter.Int64BitsToDouble(value[n] ?? 0),
                Round = (int?)round[n], Status = (int?)status[n], Error = error[n], Bytes = bytes[n], Cache = (CacheStatus?)cache[n],
                AgeSeconds = age[n], DatabaseCalls = calls[n], ReusedConnection = reused[n] is { } was ? was != 0 : null,
                DnsMs = Float(dns[n]), ConnectMs = Float(connect[n]), TlsMs = Float(tls[n]), FirstByteMs = Float(firstByte[n]),
            };
        return samples;
    }

    /// <summary>How the values of a column are written, beside their differences as they are.</summary>
    /// <param name="Width">Bytes of a value, where its bits are written.</param>
    /// <param name="ToThousandths">The value in thousandths; null where that would not be exact.</param>
    /// <param name="FromThousandths">The way back.</param>
    sealed record Kind(int Width, Func<long, long?> ToThousandths, Func<long, long> FromThousandths);

    static Kind Real(int width, Func<long, double> number, Func<long, long> fromThousandths)
    {
        // Beyond this a double has no thousandths.
        const double greatest = 1L << 50;
        return new(width, ToThousandths, fromThousandths);

        long? ToThousandths(long bits) =>
            Math.Round(number(bits) * Thousand) is > -greatest and < greatest and var rounded
            && fromThousandths((long)rounded) == bits ? (long)rounded : null;
    }

    static long? Bits(float? value) => value is { } known ? BitConverter.SingleToInt32Bits(known) : null;

    static float? Float(long? bits) => bits is { } known ? BitConverter.Int32BitsToSingle((int)known) : null;

    enum Form : byte
    {
        Absent,
        Differences,
        Bits,
    }

    static void WriteColumn(BinaryWriter writer, ReadOnlySpan<Sample> samples, Func<Sample, long?> valueOf, Kind kind)
    {
        var values = new List<long>(samples.Length);
        var unknown = new List<int>();
        for (var n = 0; n < samples.Length; n++)
            if (valueOf(samples[n]) is { } value)
                values.Add(value);
            else
                unknown.Add(n);
        if (values.Count == 0)
        {
            writer.Write((byte)Form.Absent);
            return;
        }
        var small = values.ConvertAll(value => kind.ToThousandths(value));
        var form = small.Contains(null) ? Form.Bits : Form.Differences;
        writer.Write((byte)form);
        WriteUnknown(writer, unknown);
        if (form == Form.Differences)
            WriteDifferences(writer, small);
        else
            WriteBits(writer, values, kind.Width);
    }

    static long?[] ReadColumn(BinaryReader reader, int count, Kind kind)
    {
        var column = new long?[count];
        var form = (Form)reader.ReadByte();
        if (form == Form.Absent)
            return column;
        var known = ReadKnown(reader, count);
        var values = form == Form.Differences
            ? ReadDifferences(reader, known.Count, kind)
            : ReadBits(reader, known.Count, kind.Width);
        for (var n = 0; n < values.Length; n++)
            column[known[n]] = values[n];
        return column;
    }

    // Where the gaps are: mostly there are none.
    static void WriteUnknown(BinaryWriter writer, List<int> unknown)
    {
        writer.Write7BitEncodedInt(unknown.Count);
        var last = 0;
        foreach (var place in unknown)
        {
            writer.Write7BitEncodedInt(place - last);
            last = place;
        }
    }

    static List<int> ReadKnown(BinaryReader reader, int count)
    {
        var isUnknown = new bool[count];
        var gaps = reader.Read7BitEncodedInt();
        for (var (n, place) = (0, 0); n < gaps; n++)
        {
            place += reader.Read7BitEncodedInt();
            if (place < 0 || place >= count)
                throw new InvalidDataException("A gap lies outside of the samples.");
            isUnknown[place] = true;
        }
        return [.. Enumerable.Range(0, count).Where(n => !isUnknown[n])];
    }

    static void WriteDifferences(BinaryWriter writer, List<long?> values)
    {
        var last = 0L;
        foreach (var value in values)
        {
            var difference = unchecked(value!.Value - last);
            // The sign last, so that a small difference is short on both sides.
            writer.Write7BitEncodedInt64(difference << 1 ^ difference >> 63);
            last = value.Value;
        }
    }

    static long[] ReadDifferences(BinaryReader reader, int count, Kind kind)
    {
        var values = new long[count];
        var last = 0L;
        for (var n = 0; n < count; n++)
        {
            var read = reader.Read7BitEncodedInt64();
            last = unchecked(last + (read >>> 1 ^ -(read & 1)));
            values[n] = kind.FromThousandths(last);
        }
        return values;
    }

    // The first bytes of all, then the second ones: signs and exponents hardly differ.
    static void WriteBits(BinaryWriter writer, List<long> values, int width)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        for (var at = 0; at < width; at++)
            foreach (var value in values)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
                writer.Write(bytes[at]);
            }
    }

    static long[] ReadBits(BinaryReader reader, int count, int width)
    {
        var values = new long[count];
        for (var at = 0; at < width; at++)
            for (var n = 0; n < count; n++)
                values[n] |= (long)reader.ReadByte() << (8 * at);
        return values;
    }

    // Each text once, in UTF-16 because that is exact; then which one it is.
    static void WriteErrors(BinaryWriter writer, ReadOnlySpan<Sample> samples)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var sample in samples)
            if (sample.Error is { } error)
                numbers.TryAdd(error, numbers.Count);
        writer.Write7BitEncodedInt(numbers.Count);
        foreach (var error in numbers.Keys)
        {
            writer.Write7BitEncodedInt(error.Length);
            foreach (var character in error)
                writer.Write((ushort)character);
        }
        WriteColumn(writer, samples, sample => sample.Error is { } error ? numbers[error] : null, s_integers);
    }

    static string?[] ReadErrors(BinaryReader reader, int count)
    {
        var errors = new List<string>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var error = new StringBuilder();
            for (var length = reader.Read7BitEncodedInt(); length > 0; length--)
                error.Append((char)reader.ReadUInt16());
            errors.Add(error.ToString());
        }
        return Array.ConvertAll(ReadColumn(reader, count, s_integers), number => number switch
        {
            null => null,
            >= 0 and var known when known < errors.Count => errors[(int)known],
            _ => throw new InvalidDataException("An error has no text."),
        });
    }
}
