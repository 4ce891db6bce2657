using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobOps.Journal;

/// <summary>One line of the append-only record of who did what. Entries of one run form a chain.</summary>
/// <param name="RunId">The chain: a run, or 0 for the ledger itself (definitions, migrations).</param>
/// <param name="Sequence">1, 2, 3 … without a gap within the chain.</param>
/// <param name="At">By the database's clock, whole milliseconds, UTC.</param>
/// <param name="Actor">Who, as the database knows them.</param>
/// <param name="Event">What happened, for example <c>StepSucceeded</c>.</param>
/// <param name="Data">Details as JSON.</param>
/// <param name="Hash">SHA-256 over this entry and the hash of the one before it, lower-case hex.</param>
public sealed record JournalEntry(
    long RunId, long Sequence, DateTimeOffset At, string Actor, string Event, string Data, string Hash)
{
    /// <summary>The hash that stands before the first entry of every chain.</summary>
    public const string GenesisHash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>
    /// SHA-256 over the previous hash and the fields of an entry, each as UTF-8 with its length (32-bit, big endian)
    /// in front, so that no two different entries have the same bytes.
    /// </summary>
    public static string ComputeHash(
        string previousHash, long runId, long sequence, DateTimeOffset at, string actor, string @event, string data)
    {
        ReadOnlySpan<string> fields =
        [
            previousHash,
            runId.ToString(CultureInfo.InvariantCulture),
            sequence.ToString(CultureInfo.InvariantCulture),
            at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            actor, @event, data,
        ];
        var size = 0;
        foreach (var field in fields)
            size += sizeof(int) + Encoding.UTF8.GetByteCount(field);
        // In one piece: many small appends cost more than the hash.
        var bytes = new byte[size];
        var rest = bytes.AsSpan();
        foreach (var field in fields)
        {
            var length = Encoding.UTF8.GetBytes(field, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, length);
            rest = rest[(sizeof(int) + length)..];
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}

/// <summary>The end of one chain as the ledger has it: how many entries, and the hash of the last.</summary>
public sealed record JournalHead(long RunId, long Sequence, string Hash);
