using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>Writes the file of a ledger, line by line. The file is taken away again unless it was finished.</summary>
public sealed class TransferWriter : IDisposable
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string _path;
    readonly TransferHeader _header;
    readonly FileStream _file;
    readonly TransferCount _count = new();
    readonly ArrayBufferWriter<byte> _line = new();
    bool _finished;

    /// <exception cref="JobOpsException">TransferFileUnusable</exception>
    public TransferWriter(string path, TransferHeader header)
    {
        (_path, _header) = (path, header);
        try
        {
            // All that the ledger holds is in it.
            _file = OwnerOnly.CreateFile(path, bufferSize: 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.TransferFileUnusable(path, exception.Message), exception);
        }
        Write(table: null, json => JsonSerializer.Serialize(json, header, LedgerJson.Options));
    }

    /// <summary>How many lines are written.</summary>
    public long Lines => _count.Lines;

    /// <summary>Writes a row.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="members">Writes the members of the row.</param>
    public void WriteRow(string table, Action<Utf8JsonWriter> members) => Write(table, json =>
    {
        json.WriteStartObject();
        json.WriteString("table", table);
        members(json);
        json.WriteEndObject();
    });

    /// <summary>Writes the last line and makes the file durable.</summary>
    public LedgerTransfer Finish()
    {
        var transfer = _count.ToTransfer(_path, _header);
        Write(table: null, json => JsonSerializer.Serialize(
            json, new TransferFooter(true, _count.Rows, transfer.Sha256), LedgerJson.Options));
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (IOException exception)
        {
            throw new JobOpsException(Error.TransferFileUnusable(_path, exception.Message), exception);
        }
        _finished = true;
        return transfer;
    }

    public void Dispose()
    {
        _count.Dispose();
        try
        {
            _file.Dispose();
        }
        finally
        {
            if (!_finished)
                File.Delete(_path);
        }
    }

    void Write(string? table, Action<Utf8JsonWriter> content)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, s_options))
            content(json);
        _count.Add(_line.WrittenSpan, table);
        try
        {
            _file.Write(_line.WrittenSpan);
            _file.WriteByte((byte)'\n');
        }
        catch (IOException exception)
        {
            throw new JobOpsException(Error.TransferFileUnusable(_path, exception.Message), exception);
        }
    }
}
