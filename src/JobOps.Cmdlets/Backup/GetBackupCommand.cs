using System.Management.Automation;
using JobOps.Backups;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Gets the backups of a folder.</summary>
/// <remarks>
/// The newest first, each with when it was tested last, or that it never was. What is known of an archive stands in a small file beside
/// it. It counts as long as the archive has the size and the time that it had; where the time is another one, the SHA-256 decides. What a
/// disk loses in silence only Test-Backup finds. An archive without that file was never tested, as far as anybody knows.
/// </remarks>
/// <example>
/// <para>The backups of a folder.</para>
/// <code>Get-Backup ./backups</code>
/// </example>
/// <example>
/// <para>Tests all that were never tested.</para>
/// <code>Get-Backup ./backups | Where-Object State -EQ NeverTested | Test-Backup</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "Backup")]
[OutputType(typeof(Backup))]
public sealed class GetBackupCommand : AsyncCmdlet
{
    /// <summary>The folder, as it is called; this one if not given.</summary>
    [Parameter(Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Only backups of this name; * and ? are wildcards.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string Name { get; set; } = "*";

    /// <summary>Only so many, the newest.</summary>
    [Parameter]
    [Alias("First")]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    private protected override async Task ProcessAsync()
    {
        var folder = await Pipeline.InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(Path));
        var wanted = new WildcardPattern(Name, WildcardOptions.IgnoreCase);
        Pipeline.Write(BackupFolder.List(folder).Where(backup => wanted.IsMatch(backup.Name)).Take(Last), enumerate: true);
    }
}
