using System.Globalization;
using JobOps.Backups;
using JobOps.Values;

namespace JobOps.Wording;

/// <summary>Backups, as every front says them.</summary>
public static class BackupWords
{

    /// <summary>Whether and when it was tested: shown wherever a backup is.</summary>
    public static string Tested(Backup backup) => backup.State switch
    {
        BackupState.Tested => TimeWords.At(backup.TestedAt),
        BackupState.Failed => $"failed {TimeWords.At(backup.TestedAt)}",
        BackupState.Altered => "the archive was altered",
        _ => "never tested",
    };

    /// <summary>How many files are in it, and how many of them were altered while they were read.</summary>
    public static string Files(Backup backup) => (backup.Files, backup.Changed.Count) switch
    {
        (null, _) => "",
        ({ } files, 0) => files.ToString(CultureInfo.InvariantCulture),
        ({ } files, var changed) => string.Create(CultureInfo.InvariantCulture, $"{files} ({changed} altered)"),
    };

    /// <summary>A backup in a line.</summary>
    public static string Line(Backup backup)
    {
        var content = backup.Files is null ? "" : $"files: {Files(backup)}, {ByteSize.Format(backup.Bytes)} in ";
        return $"{backup.Path}: {content}{ByteSize.Format(backup.Size)}, {SpokenTest(backup)}";
    }

    /// <summary>What was restored, in a line.</summary>
    public static string Line(RestoredBackup restored) =>
        $"Restored into {restored.Destination}: files: {restored.Files.ToString(CultureInfo.InvariantCulture)}, "
        + ByteSize.Format(restored.Bytes)
        + (restored.Kept.Count > 0 ? $"; what stood there is kept: {string.Join(", ", restored.Kept)}" : "");

    static string SpokenTest(Backup backup) => backup.State == BackupState.Tested ? $"tested {Tested(backup)}" : Tested(backup);
}
