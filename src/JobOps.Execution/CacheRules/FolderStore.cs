using System.Runtime.CompilerServices;
using System.Text;
using JobOps.CacheRules;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>
/// Files of a cache: of nginx, which writes the key into the head of each, or of one whose paths are the routes. Links are not
/// followed.
/// </summary>
/// <param name="folder">Absolute.</param>
/// <param name="patterns">The keys that are meant; null where files are found by their paths alone.</param>
/// <param name="routes">The routes.</param>
sealed class FolderStore(string folder, IReadOnlyList<CacheKeyPattern>? patterns, IReadOnlyList<string> routes) : ICacheStore
{
    const int Batch = 500;

    const int LargestNumbers = 1024;

    // The key of nginx stands behind a head of some 330 bytes; a longer key than this is none of a page.
    const int LongestHead = 16 * 1024;

    static readonly EnumerationOptions s_walk = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    static readonly string[] s_suffixes = ["", ".html", "/index.html", "index.html"];

    public string Name => $"folder {folder}";

    public Task<long?> CountAsync(CancellationToken cancellation) =>
        Task.FromResult<long?>(Guarded(() => Directory.EnumerateFiles(folder, "*", s_walk).LongCount()));

    public async IAsyncEnumerable<IReadOnlyList<CacheEntry>> FindAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = new List<CacheEntry>();
        foreach (var path in Guarded(() => Directory.GetFiles(folder, "*", s_walk)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await EntryAsync(path, cancellation) is { } entry)
                found.Add(entry);
        }
        foreach (var batch in found.Chunk(Batch))
            yield return batch;
    }

    public Task<IReadOnlyList<ClearedKey>> KeepAsync(
        IReadOnlyList<CacheEntry> entries, bool withValues, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ClearedKey>>([.. entries.Select(entry => new ClearedKey(ClearedKey.HashOf(entry.Key)))]);

    public Task<long> RemoveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellation) => Task.FromResult(Guarded(() =>
    {
        var removed = 0L;
        foreach (var entry in entries.Where(entry => File.Exists(entry.Path)))
        {
            File.Delete(entry.Path!);
            removed++;
        }
        return removed;
    }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<CacheEntry?> EntryAsync(string path, CancellationToken cancellation)
    {
        if (await NginxKeyAsync(path, cancellation) is { } key)
        {
            if (patterns is null)
                throw new JobOpsException(Error.CacheTargetInvalid(
                    "the folder", "a key of the rule or of this call, such as *{route}: nginx names its files by their keys", folder));
            return patterns.Any(pattern => pattern.Matches(key)) ? new(key, Encoding.UTF8.GetString(key), path) : null;
        }
        var relative = "/" + Path.GetRelativePath(folder, path).Replace('\\', '/');
        return routes.Any(route => s_suffixes.Any(suffix => RoutePattern.Matches(route + suffix, relative)))
            ? new(Encoding.UTF8.GetBytes(relative), relative, path)
            : null;
    }

    /// <summary>The key that nginx wrote into a file; null where it is none of nginx, or is gone.</summary>
    static async Task<byte[]?> NginxKeyAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous,
            });
            var head = new byte[LongestHead];
            var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
            return NginxKey(head.AsSpan(0, length));
        }
        catch (IOException) when (!File.Exists(path))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.CacheUnreachable($"file {path}", exception.Message), exception);
        }
    }

    static byte[]? NginxKey(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> mark = "\nKEY: "u8;
        var at = head.IndexOf(mark);
        // Before it stand the version of the format, times and lengths: numbers, never a text.
        if (at is < 0 or > LargestNumbers || head[..at].IndexOf((byte)0) < 0)
            return null;
        var key = head[(at + mark.Length)..];
        var end = key.IndexOf((byte)'\n');
        return end < 0 ? null : key[..end].ToArray();
    }

    T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.CacheUnreachable(Name, exception.Message), exception);
        }
    }
}
