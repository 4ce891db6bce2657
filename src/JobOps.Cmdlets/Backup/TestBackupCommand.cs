using System.Management.Automation;
using JobOps.Backups;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Tests a backup by restoring it.</summary>
/// <remarks>
/// The archive is restored into a new folder that is taken away again, and what came out is compared with the manifest: the SHA-256 of
/// each file, its mode and time, and as root its owner. Then it is recorded beside the archive that and when it was tested; that is void
/// as soon as the archive is another one. The first error of an archive is written, recorded as well, and shown by Get-Backup.
/// The exit code of a script is 2 where a backup is not what it should be.
/// </remarks>
/// <example>
/// <para>Makes a backup and tests it.</para>
/// <code>New-Backup ./site ./backups | Test-Backup</code>
/// </example>
/// <example>
/// <para>Tests the newest backup of a name, with a folder that has room for what is in it.</para>
/// <code>New-Backup ./site ./backups
/// Get-Backup ./backups site -Last 1 | Test-Backup -TemporaryFolder .</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "Backup")]
[OutputType(typeof(Backup))]
public sealed class TestBackupCommand : AsyncCmdlet
{
    /// <summary>The archives, as they are called.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The SHA-256 that it must have, as the run that made it recorded it; that of the file beside it if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sha256 { get; set; }

    /// <summary>A program and its arguments that decrypt what they read, such as age, -d, -i, key.txt; for what is encrypted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DecryptWith { get; set; } = [];

    /// <summary>Where the new folder is made; the system's temporary folder if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TemporaryFolder { get; set; }

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var (paths, temporary, folder) = await Pipeline.InvokeAsync(() => (
            Path.Select(GetUnresolvedProviderPathFromPSPath).ToList(),
            TemporaryFolder is null ? null : GetUnresolvedProviderPathFromPSPath(TemporaryFolder),
            SessionState.Path.CurrentFileSystemLocation.ProviderPath));
        await Pipeline.EachAsync(paths, async path =>
        {
            var activity = $"Testing {System.IO.Path.GetFileName(path)}";
            using var bar = new CountProgress(await Pipeline.ScreenAsync(), activity, "files", total: null);
            Pipeline.Write(await BackupRestorer.TestAsync(
                new() { Path = path, Sha256 = Sha256, DecryptWith = DecryptWith }, temporary, new() { Folder = folder }, bar, StopToken));
        });
    }
}
