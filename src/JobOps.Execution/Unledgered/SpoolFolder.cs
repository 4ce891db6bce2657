using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Records that wait for a ledger that did not answer, a file for each: whole or not at all, and its owner's alone.</summary>
/// <param name="folder">Where the files are.</param>
sealed class SpoolFolder<T>(string folder)
    where T : class
{
    const string Suffix = ".json";

    /// <summary>Keeps a record.</summary>
    /// <param name="at">When it began: they are taken in this order.</param>
    /// <param name="name">For who looks into the folder.</param>
    /// <param name="record">The record.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string Keep(DateTimeOffset at, string name, T record)
    {
        OwnerOnly.CreateFolder(folder);
        // The random part tells apart what began at once.
        var file = string.Create(CultureInfo.InvariantCulture, $"{at:yyyyMMdd'T'HHmmssfff}-{name}-{RandomNumberGenerator.GetHexString(8)}");
        var (path, unfinished) = (Path.Combine(folder, file + Suffix), Path.Combine(folder, file + ".tmp"));
        using (var stream = OwnerOnly.CreateFile(unfinished))
        {
            stream.Write(Encoding.UTF8.GetBytes(LedgerJson.Write(record)));
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path);
        return path;
    }

    /// <summary>Does something with each record, oldest first.</summary>
    /// <param name="take">Is given the record and its file, which it deletes once it is done with it.</param>
    /// <param name="stays">Is told of a file that could not be taken, and why.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    public async Task EachAsync(Func<T, string, Task> take, Action<string, string> stays, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (Read(path) is { } record)
                    await take(record, path);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another process has just taken it.
            }
            catch (Exception exception)
                when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
            {
                stays(path, exception.Message);
            }
            catch (JobOpsException exception)
            {
                stays(path, $"{exception.Error.What} Found: {exception.Error.Actual}.");
            }
        }
    }

    static T? Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<T>(file, LedgerJson.Options);
    }
}
