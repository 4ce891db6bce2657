using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Values;

namespace JobOps.Backups;

/// <summary>The name of an archive: what it is a backup of, and when it was made, to the millisecond, so that names sort by time.</summary>
/// <param name="Name">What it is a backup of.</param>
/// <param name="When">When it was begun.</param>
/// <param name="Encrypted">A command has encrypted it.</param>
public sealed partial record BackupName(string Name, DateTimeOffset When, bool Encrypted)
{
    const string Suffix = ".backup.tar.gz";
    const string EncryptedSuffix = Suffix + ".enc";
    const string RecordSuffix = ".json";
    const string PartialSuffix = ".partial";
    const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>The file's name.</summary>
    public override string ToString() =>
        $"{Name}-{When.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}{(Encrypted ? EncryptedSuffix : Suffix)}";

    /// <summary>The name of the file as long as it is written: hidden, and none that is taken for an archive.</summary>
    public string Partial => PartialOf($"{this}");

    /// <summary>Null where a file has no name of an archive.</summary>
    public static BackupName? TryParse(string fileName) =>
        Grammar().Match(fileName) is { Success: true } match && NameRule.Job.Fits(match.Groups["name"].Value)
        && DateTimeOffset.TryParseExact(
            match.Groups["stamp"].Value, Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
            ? new(match.Groups["name"].Value, when, match.Groups["encrypted"].Success)
            : null;

    /// <summary>What a file is called as long as it is written.</summary>
    public static string PartialOf(string fileName) => $".{fileName}{PartialSuffix}";

    /// <summary>The small file beside an archive that says what is known of it.</summary>
    public static string RecordOf(string archive) => archive + RecordSuffix;

    /// <summary>The archive whose record has this name; null where it is no record.</summary>
    public static BackupName? OfRecord(string fileName) =>
        fileName.EndsWith(RecordSuffix, StringComparison.Ordinal) ? TryParse(fileName[..^RecordSuffix.Length]) : null;

    /// <summary>The archive that was to be written, or whose record was, under this name; null for any other file.</summary>
    public static BackupName? OfPartial(string fileName) =>
        fileName.StartsWith('.') && fileName.EndsWith(PartialSuffix, StringComparison.Ordinal)
            ? TryParse(fileName[1..^PartialSuffix.Length]) ?? OfRecord(fileName[1..^PartialSuffix.Length])
            : null;

    /// <summary>An archive, its record, or what was left of one: a file that backups have made themselves.</summary>
    public static bool IsOurs(string fileName) => (TryParse(fileName) ?? OfRecord(fileName) ?? OfPartial(fileName)) is not null;

    [GeneratedRegex(@"\A(?<name>.+)-(?<stamp>[0-9]{8}T[0-9]{9}Z)\.backup\.tar\.gz(?<encrypted>\.enc)?\z")]
    private static partial Regex Grammar();
}
