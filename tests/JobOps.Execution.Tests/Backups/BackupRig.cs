using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution.Tests.Backups;

/// <summary>A folder with a site in it, and one for its backups.</summary>
public abstract class BackupRig : IDisposable
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("jobops-test-").FullName;

    protected string Site => PathOf("site");

    protected string Backups => PathOf("backups");

    protected string Restored => PathOf("restored");

    protected NewBackup OfSite => new() { Paths = [Site], Destination = Backups };

    protected BackupCommands Commands => new() { Folder = Folder };

    protected BackupRig()
    {
        Write("site/index.html", "<h1>one</h1>");
        Write("site/releases/1/page", "first");
        Write("site/empty", "");
    }

    public void Dispose()
    {
        // A test may have made folders that nobody writes in.
        if (!OperatingSystem.IsWindows())
            foreach (var folder in Below(Folder).OfType<DirectoryInfo>().Where(one => one.LinkTarget is null))
                folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>All that is below a folder, links not followed.</summary>
    static IEnumerable<FileSystemInfo> Below(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 })
            .SelectMany(one => one is DirectoryInfo { LinkTarget: null } ? Below(one.FullName).Prepend(one) : [one]);

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    protected Task<MadeBackup> MakeAsync(NewBackup? plan = null) =>
        BackupMaker.MakeAsync(plan ?? OfSite, Commands, cancellation: Cancellation);

    protected Task<RestoredBackup> RestoreAsync(string archive, bool force = false, Func<BackupSource, BackupSource>? with = null)
    {
        var source = new BackupSource { Path = archive };
        return BackupRestorer.RestoreAsync(with?.Invoke(source) ?? source, Restored, force, Commands, cancellation: Cancellation);
    }

    protected Task<Backup> TestAsync(string archive, Func<BackupSource, BackupSource>? with = null)
    {
        var source = new BackupSource { Path = archive };
        return BackupRestorer.TestAsync(with?.Invoke(source) ?? source, Folder, Commands, cancellation: Cancellation);
    }

    /// <summary>The error, and that nothing of a backup, a test or a restoring is left.</summary>
    protected async Task<JobOpsError> RefusedAsync<T>(Func<Task<T>> work)
    {
        var before = Entries();
        var error = (await Assert.ThrowsAsync<JobOpsException>(work)).Error;
        Assert.Equal(before, Entries());
        return error;
    }

    /// <summary>All that is there, without what was made for want of a folder.</summary>
    IEnumerable<string> Entries() => Below(Folder).Select(one => one.FullName)
        .Where(path => path != Backups && path != Restored).Order(StringComparer.Ordinal);

    /// <summary>An archive as somebody could write it, with a manifest that agrees with it unless it is told otherwise.</summary>
    protected string Forge(
        IEnumerable<TarEntry> members, IEnumerable<BackupEntry>? entries = null, Func<string, string>? manifest = null,
        bool withManifest = true)
    {
        Directory.CreateDirectory(Backups);
        var path = Path.Combine(Backups, "forged-20260131T180000000Z.backup.tar.gz");
        using var file = File.Create(path);
        using var zip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(zip, TarEntryFormat.Pax);
        foreach (var member in members)
            tar.WriteEntry(member);
        if (!withManifest)
            return path;
        var text = LedgerJson.Write(new BackupManifest { Name = "forged", When = DateTimeOffset.UnixEpoch, Entries = [.. entries ?? []] });
        var bytes = Encoding.UTF8.GetBytes(text);
        tar.WriteEntry(Member("manifest.json", manifest?.Invoke(text) ?? text));
        tar.WriteEntry(Member("manifest.sha256", $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  manifest.json\n"));
        return path;
    }

    protected static TarEntry Member(string name, string text) => new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    };

    protected static TarEntry Member(TarEntryType type, string name, string? target = null)
    {
        var member = new PaxTarEntry(type, name);
        if (target is not null)
            member.LinkName = target;
        return member;
    }
}
