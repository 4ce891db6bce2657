using System.Globalization;
using JobOps.Backups;

namespace JobOps.Wording;

/// <summary>Backups, as every front says them.</summary>
public static class BackupWords
{
    static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

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

    /// <summary>A number of bytes: <c>12 kB</c>, <c>1.5 GB</c>.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } count)
            return "";
        var (size, unit) = ((double)count, 0);
        for (; size >= 999.5 && unit < s_units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(size < 9.95 && unit > 0 ? $"{size:0.#}" : $"{size:0}")} {s_units[unit]}");
    }

    /// <summary>A backup in a line.</summary>
    public static string Line(Backup backup)
    {
        var content = backup.Files is null ? "" : $"files: {Files(backup)}, {Size(backup.Bytes)} in ";
        return $"{backup.Path}: {content}{Size(backup.Size)}, {SpokenTest(backup)}";
    }

    /// <summary>What was restored, in a line.</summary>
    public static string Line(RestoredBackup restored) =>
        $"Restored into {restored.Destination}: files: {restored.Files.ToString(CultureInfo.InvariantCulture)}, {Size(restored.Bytes)}"
        + (restored.Kept.Count > 0 ? $"; what stood there is kept: {string.Join(", ", restored.Kept)}" : "");

    static string SpokenTest(Backup backup) => backup.State == BackupState.Tested ? $"tested {Tested(backup)}" : Tested(backup);
}
