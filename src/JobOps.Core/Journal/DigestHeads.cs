using System.Buffers;
using System.Security.Cryptography;

namespace JobOps.Journal;

/// <summary>
/// The ends of chains as bytes, in order of the chains: for each the distance to the chain before it and its sequence
/// (7 bits a byte, lowest first, the top bit says that more follow), then the first 16 bytes of its last hash. 128 bits
/// are more than anybody can find a second chain for, and keep a digest over a million runs at 18 MB.
/// </summary>
public sealed class DigestHeads
{
    /// <summary>How much of a hash is kept.</summary>
    public const int HashBytes = 16;

    readonly ArrayBufferWriter<byte>? _kept;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _last = -1;

    /// <param name="keep">Whether the bytes are wanted, or their SHA-256 alone.</param>
    public DigestHeads(bool keep) => _kept = keep ? new() : null;

    /// <summary>How many chains were added.</summary>
    public long Chains { get; private set; }

    /// <summary>How many entries they have.</summary>
    public long Entries { get; private set; }

    /// <summary>Adds the end of a chain; its number is greater than that of the one before it.</summary>
    public void Add(JournalHead head)
    {
        Span<byte> bytes = stackalloc byte[10 + 10 + HashBytes];
        var length = WriteNumber(bytes, head.RunId - _last);
        length += WriteNumber(bytes[length..], head.Sequence);
        Convert.FromHexString(head.Hash.AsSpan(0, 2 * HashBytes), bytes[length..], out _, out _);
        length += HashBytes;
        _hash.AppendData(bytes[..length]);
        _kept?.Write(bytes[..length]);
        (_last, Chains, Entries) = (head.RunId, Chains + 1, Entries + head.Sequence);
    }

    /// <summary>SHA-256 over all that was added, in lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The bytes as base64.</summary>
    public string ToBase64() => Convert.ToBase64String(_kept!.WrittenSpan);

    /// <summary>The ends in a digest, in order; the hash of each is the part that is kept.</summary>
    /// <exception cref="FormatException">It ends in the middle of a chain, or is no base64.</exception>
    public static IEnumerable<JournalHead> Read(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        var position = 0;
        for (long runId = -1; position < bytes.Length;)
        {
            runId += ReadNumber(bytes, ref position);
            var sequence = ReadNumber(bytes, ref position);
            if (position + HashBytes > bytes.Length)
                throw new FormatException("the heads end in the middle of a chain");
            yield return new(runId, sequence, Convert.ToHexStringLower(bytes.AsSpan(position, HashBytes)));
            position += HashBytes;
        }
    }

    static int WriteNumber(Span<byte> target, long number)
    {
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            target[length++] = (byte)(number | 0x80);
        target[length++] = (byte)number;
        return length;
    }

    static long ReadNumber(byte[] bytes, ref int position)
    {
        long number = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (position == bytes.Length)
                throw new FormatException("the heads end in the middle of a number");
            var part = bytes[position++];
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return number;
        }
    }
}
