using System.Security.Cryptography;
using System.Text;

namespace JobOps.Ledger;

/// <summary>The first line of a file.</summary>
/// <param name="JobOpsLedger">The format's number.</param>
/// <param name="LedgerId">The ledger's id.</param>
/// <param name="CreatedAt">When the ledger was created.</param>
/// <param name="ExportedAt">When it was written into the file.</param>
/// <param name="Provider">Which kind of ledger it was.</param>
public sealed record TransferHeader(
    int JobOpsLedger, Guid LedgerId, DateTimeOffset CreatedAt, DateTimeOffset ExportedAt, string Provider)
{
    /// <summary>The number of the format that is written and read here.</summary>
    public const int Format = 1;
}

/// <summary>The last line of a file: without it, the file was cut off.</summary>
/// <param name="End">Always true: says that it is the last line.</param>
/// <param name="Rows">How many lines of each table there are.</param>
/// <param name="Sha256">SHA-256 over all lines before, each as UTF-8 with a line feed, lower-case hex.</param>
public sealed record TransferFooter(bool End, IReadOnlyDictionary<string, long> Rows, string Sha256);

/// <summary>Counts the lines of a file by table and hashes them.</summary>
sealed class TransferCount : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);

    public long Lines { get; private set; }

    public IReadOnlyDictionary<string, long> Rows => _rows;

    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <param name="line">Without its end.</param>
    /// <param name="table">Null for the header.</param>
    public void Add(ReadOnlySpan<byte> line, string? table)
    {
        _hash.AppendData(line);
        _hash.AppendData("\n"u8);
        Lines++;
        if (table is not null)
            _rows[table] = _rows.GetValueOrDefault(table) + 1;
    }

    public LedgerTransfer ToTransfer(string path, TransferHeader header) => new()
    {
        Path = path,
        LedgerId = header.LedgerId,
        ExportedAt = header.ExportedAt,
        Jobs = _rows.GetValueOrDefault("job"),
        Runs = _rows.GetValueOrDefault("run"),
        Steps = _rows.GetValueOrDefault("step"),
        LogLines = _rows.GetValueOrDefault("logLine"),
        ChangeNotes = _rows.GetValueOrDefault("changeNote"),
        JournalEntries = _rows.GetValueOrDefault("journal"),
        Lines = Lines,
        Sha256 = Sha256(),
    };

    public void Dispose() => _hash.Dispose();
}
