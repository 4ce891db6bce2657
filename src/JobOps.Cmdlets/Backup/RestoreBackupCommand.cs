using System.Management.Automation;
using JobOps.Backups;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Restores a backup into a folder.</summary>
/// <remarks>
/// The folder has to be empty, or not there yet. The archive is read into a hidden folder in it and compared with its manifest; only when
/// all of it is right, what it holds gets its names. With -Force it is restored into a folder with something in it: what has the name of
/// something restored, a whole folder too, is renamed to name.before-time and stays there, and all else stays as it is. Where anything
/// fails, everything has its name again.
///
/// An archive may come from anybody: absolute paths, paths with .., links that lead out, devices and whatever else could reach outside of
/// the folder refuse all of it. Owners are restored by root only; else a warning says so, and no file keeps a mode that lets it run with
/// the rights of its owner.
/// </remarks>
/// <example>
/// <para>Restores the newest backup into an empty folder.</para>
/// <code>New-Backup ./site ./backups
/// Get-Backup ./backups -Last 1 | Restore-Backup -Destination ./restored -Confirm:$false</code>
/// </example>
/// <example>
/// <para>Puts a folder back as it was, and keeps what it was until now beside it.</para>
/// <code>$backup = New-Backup ./site ./backups
/// Restore-Backup $backup.Path . -Sha256 $backup.Sha256 -Force -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsData.Restore, "Backup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RestoredBackup))]
public sealed class RestoreBackupCommand : AsyncCmdlet
{
    /// <summary>The archive, as it is called.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The folder that it is restored into; it is made where it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The SHA-256 that it must have, as the run that made it recorded it; that of the file beside it if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sha256 { get; set; }

    /// <summary>A program and its arguments that decrypt what they read, such as age, -d, -i, key.txt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DecryptWith { get; set; } = [];

    /// <summary>Restores links that lead out of the folder as they are; they are refused otherwise.</summary>
    [Parameter]
    public SwitchParameter AllowOutsideLinks { get; set; }

    /// <summary>Restores although the folder is not empty; what has the same name is kept under another one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object Item => Path;

    private protected override async Task ProcessAsync()
    {
        var (path, destination, folder) = await Pipeline.InvokeAsync(() => (
            GetUnresolvedProviderPathFromPSPath(Path), GetUnresolvedProviderPathFromPSPath(Destination),
            SessionState.Path.CurrentFileSystemLocation.ProviderPath));
        var source = new BackupSource { Path = path, Sha256 = Sha256, DecryptWith = DecryptWith, AllowOutsideLinks = AllowOutsideLinks };
        var backup = BackupRestorer.Check(source, destination, Force);
        if (!await Pipeline.ShouldProcessAsync(destination, $"Restore {System.IO.Path.GetFileName(backup.Path)} into"))
            return;
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), $"Restoring {backup.Name}", "files", backup.Files);
        var restored = await BackupRestorer.RestoreAsync(source, destination, Force, new() { Folder = folder }, bar, StopToken);
        foreach (var remark in restored.Remarks)
            Pipeline.WriteWarning(remark);
        Pipeline.Write(restored);
    }
}
