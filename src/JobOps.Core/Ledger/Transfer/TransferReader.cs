using System.Text;
using System.Text.Json;
using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>Reads the file of a ledger, line by line, and finds out whether it is whole.</summary>
public sealed class TransferReader : IDisposable
{
    readonly string _path;
    readonly StreamReader _file;
    readonly TransferCount _count = new();

    /// <exception cref="JobOpsException">TransferFileUnusable, TransferFileInvalid, TransferFileTooNew</exception>
    public TransferReader(string path)
    {
        _path = path;
        try
        {
            _file = new(path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.TransferFileUnusable(path, exception.Message), exception);
        }
        try
        {
            Header = ReadHeader();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TransferHeader Header { get; }

    /// <summary>How many lines are read.</summary>
    public long Lines => _count.Lines;

    /// <summary>Reads the whole file without doing anything with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="JobOpsException">TransferFileUnusable, TransferFileInvalid, TransferFileTooNew</exception>
    public static LedgerTransfer Check(string path, CancellationToken cancellation)
    {
        using var reader = new TransferReader(path);
        foreach (var _ in reader.ReadRows())
            cancellation.ThrowIfCancellationRequested();
        return reader._count.ToTransfer(path, reader.Header);
    }

    /// <summary>The rows in their order. Ends only where the file is whole.</summary>
    /// <exception cref="JobOpsException">TransferFileInvalid</exception>
    public IEnumerable<(string Table, JsonElement Row)> ReadRows()
    {
        while (ReadLine() is { } line)
        {
            using var document = Parse(line);
            var row = document.RootElement;
            if (row.TryGetProperty("end", out _))
            {
                RequireWhole(Read<TransferFooter>(line));
                yield break;
            }
            if (!row.TryGetProperty("table", out var name) || name.ValueKind != JsonValueKind.String)
                throw Invalid("a line that names no table");
            var table = name.GetString()!;
            _count.Add(Encoding.UTF8.GetBytes(line), table);
            yield return (table, row);
        }
        throw Invalid("the end of the file, without the last line: it was cut off");
    }

    /// <summary>An error about the line that was read last.</summary>
    public JobOpsException Invalid(string detail) => new(Error.TransferFileInvalid(_path, Lines, detail));

    public void Dispose()
    {
        _file.Dispose();
        _count.Dispose();
    }

    TransferHeader ReadHeader()
    {
        var line = ReadLine() ?? throw Invalid("an empty file");
        var header = Read<TransferHeader>(line);
        if (header.JobOpsLedger > TransferHeader.Format)
            throw new JobOpsException(Error.TransferFileTooNew(_path, header.JobOpsLedger, TransferHeader.Format));
        if (header.JobOpsLedger < 1)
            throw Invalid("a first line that names no ledger");
        _count.Add(Encoding.UTF8.GetBytes(line), table: null);
        return header;
    }

    void RequireWhole(TransferFooter footer)
    {
        if (footer.Sha256 != _count.Sha256())
            throw Invalid("lines whose SHA-256 is not the one that the last line names");
        if (_file.Read() >= 0)
            throw Invalid("more lines after the last one");
    }

    string? ReadLine()
    {
        try
        {
            return _file.ReadLine();
        }
        catch (IOException exception)
        {
            throw new JobOpsException(Error.TransferFileUnusable(_path, exception.Message), exception);
        }
    }

    JsonDocument Parse(string line)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            throw Invalid("a line that is no object");
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Message);
        }
    }

    T Read<T>(string line)
    {
        try
        {
            return LedgerJson.Read<T>(line) ?? throw Invalid("null");
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Message);
        }
    }
}
