using System.Text;
using System.Text.RegularExpressions;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>A log file, followed by its name: also when it is rotated or cut.</summary>
sealed class WatchedFile(string name, string path, Regex pattern, WatchWindow window, SecretMask mask)
    : WatchedLog(name, pattern, window, mask)
{
    // Of a longer log only the end is read: it was written last.
    const long MostRead = 64L * 1024 * 1024;

    const int LongestLine = 64 * 1024;

    static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);

    // Between two names of a rotation there may be none for a moment; longer, and nobody writes to it any more.
    const int MostMisses = 4;

    readonly StringBuilder _line = new();

    FileStream? _file;
    int _misses;

    public override async Task BeginAsync(CancellationToken cancellation)
    {
        // What was rotated since the time before lies beside it.
        var brother = path + ".1";
        if (IsThere(brother) && File.GetLastWriteTimeUtc(brother) >= Window.From.UtcDateTime)
            await using (var rotated = Open(brother))
                await ReadAsync(rotated, isNew: false, cancellation);
        _file = IsThere(path) ? Open(path) : throw new FileNotFoundException("it is not there any more");
        await ReadAsync(_file, isNew: false, cancellation);
    }

    public override async Task FollowAsync(CancellationToken cancellation)
    {
        var file = _file!;
        try
        {
            using var timer = new PeriodicTimer(s_poll);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (file.Length < file.Position)
                    file.Position = 0;
                await ReadAsync(file, isNew: true, cancellation);
                file = await NextAsync(file, cancellation);
            }
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    // The end of the old file was read.
    async Task<FileStream> NextAsync(FileStream file, CancellationToken cancellation)
    {
        if (!IsThere(path))
        {
            if (++_misses == MostMisses)
                Fail("it is not there any more");
            return file;
        }
        _misses = 0;
        var named = Open(path);
        if (FileIdentity.AreSame(file.SafeFileHandle, named.SafeFileHandle))
        {
            await named.DisposeAsync();
            return file;
        }
        await ReadAsync(file, isNew: true, cancellation);
        await file.DisposeAsync();
        return named;
    }

    /// <summary>There is a file. A pipe is none: to open it waits for one who writes, and nothing ends that.</summary>
    public static bool IsThere(string path) => File.Exists(path)
        && UnixFileStatus.Of(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)?.Special is null;

    static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);

    async Task ReadAsync(FileStream file, bool isNew, CancellationToken cancellation)
    {
        if (!isNew && file.Length > MostRead)
            file.Seek(-MostRead, SeekOrigin.End);
        var bytes = new byte[64 * 1024];
        int count;
        while ((count = await file.ReadAsync(bytes, cancellation)) > 0)
            Split(Encoding.UTF8.GetString(bytes, 0, count), isNew);
    }

    void Split(ReadOnlySpan<char> text, bool isNew)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf('\n');
            var part = end < 0 ? text : text[..end];
            _line.Append(part[..Math.Min(part.Length, Math.Max(0, LongestLine - _line.Length))]);
            if (end < 0)
                return;
            Take(_line.ToString().TrimEnd('\r'), isNew);
            _line.Clear();
            text = text[(end + 1)..];
        }
    }
}
