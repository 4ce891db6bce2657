using System.Management.Automation;
using JobOps.Backups;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Makes a backup of files and folders, or of the output of a command.</summary>
/// <remarks>
/// A backup is one file in a folder: a tar, compressed by gzip, that any tar reads. Owners, modes, times and symbolic links are in it, and
/// a manifest with the SHA-256 of each file. It is for its owner alone. It is written under a hidden name and gets its own when it is
/// whole, so what was interrupted never looks like a backup; what an interrupted one has left goes with the next.
///
/// A file that is altered while it is read does not fail the backup: a warning names it, and so does the backup wherever it is shown.
/// -RefuseChanged makes it an error. Links are kept and never followed; one that leads out of the root is refused, unless
/// -AllowOutsideLinks keeps it as it is. Pipes, sockets and devices are left out, and named.
///
/// A command is started without a shell. An exit code that is not 0, or an output without a byte, makes no backup. Secrets do not belong on
/// its command line, where others can read them: the command has the environment of the session.
///
/// With -Keep and -KeepFor older archives of the same name go, once the new one is whole: never the newest good one, and nothing that
/// New-Backup has not written. No ledger is needed; a job has the kind of step "backup" for it (docs/job-file.md), whose run records it.
/// </remarks>
/// <example>
/// <para>Makes a backup of a folder and keeps the last seven.</para>
/// <code>New-Backup ./site ./backups -Keep 7</code>
/// </example>
/// <example>
/// <para>Keeps what a command prints, as a database dump would be.</para>
/// <code>New-Backup -Command sort, ./site-release.job.json -OutputName sorted.txt -Name dump -Destination ./backups -KeepFor 30d</code>
/// </example>
/// <example>
/// <para>Encrypts it by a program of this machine, so that nothing in clear reaches the disk, and tests it.</para>
/// <code>New-Backup ./site ./backups -EncryptWith age, -R, ./backup.pub | Test-Backup -DecryptWith age, -d, -i, ./backup.key</code>
/// </example>
[Cmdlet(VerbsCommon.New, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Backup))]
public sealed class NewBackupCommand : AsyncCmdlet
{
    const string PathSet = "Path";
    const string CommandSet = "Command";

    readonly List<string> _paths = [];

    /// <summary>The files and folders, as they are called.</summary>
    [Parameter(
        ParameterSetName = PathSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A program and its arguments, whose output is kept.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>What the output is called in the archive; output if not given.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateNotNullOrEmpty]
    public string? OutputName { get; set; }

    /// <summary>The folder of the archives; it is made where it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>What it is a backup of, as part of the archive's name; the name of the first path or of the program if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The folder that the paths in the archive begin at; the nearest in which all of them lie if not given.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>So many good archives of this name stay; all if not given.</summary>
    [Parameter]
    public int? Keep { get; set; }

    /// <summary>Archives of this name that are older go: 30d, or 12h.</summary>
    [Parameter]
    [Age]
    public TimeSpan? KeepFor { get; set; }

    /// <summary>A program and its arguments that encrypt what they read, such as age, -R, backup.pub.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] EncryptWith { get; set; } = [];

    /// <summary>Keeps links that lead out of the root as they are; they are refused otherwise.</summary>
    [Parameter]
    public SwitchParameter AllowOutsideLinks { get; set; }

    /// <summary>Makes no backup where a file was altered while it was read.</summary>
    [Parameter]
    public SwitchParameter RefuseChanged { get; set; }

    private protected override async Task ProcessAsync() =>
        await Pipeline.InvokeAsync(() =>
        {
            _paths.AddRange(Path.Select(GetUnresolvedProviderPathFromPSPath));
            return true;
        });

    private protected override async Task EndAsync()
    {
        var (plan, folder) = await Pipeline.InvokeAsync(() => (Plan(), SessionState.Path.CurrentFileSystemLocation.ProviderPath));
        if (!await Pipeline.ShouldProcessAsync(BackupMaker.Check(plan), "Make a backup of"))
            return;
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), $"Backing up {plan.EffectiveName}", "files", total: null);
        var made = await BackupMaker.MakeAsync(plan, new() { Folder = folder }, bar, StopToken);
        foreach (var removed in made.Removed)
            Pipeline.WriteVerbose($"Not kept any more: {removed}");
        foreach (var remark in made.Remarks)
            Pipeline.WriteWarning(remark);
        Pipeline.Write(made.Backup);
    }

    NewBackup Plan() => new()
    {
        Paths = _paths,
        Command = Command,
        OutputName = OutputName,
        Destination = GetUnresolvedProviderPathFromPSPath(Destination),
        Name = Name,
        Root = Root is null ? null : GetUnresolvedProviderPathFromPSPath(Root),
        Keep = Keep,
        KeepFor = KeepFor,
        EncryptWith = EncryptWith,
        AllowOutsideLinks = AllowOutsideLinks,
        RefuseChanged = RefuseChanged,
    };
}
