namespace JobOps.Backups;

/// <summary>Which older backups go.</summary>
/// <param name="Keep">So many good ones stay; null for all.</param>
/// <param name="KeepFor">None that is older stays; null for any age.</param>
public sealed record BackupRotation(int? Keep, TimeSpan? KeepFor)
{
    /// <summary>
    /// Of the backups of one name those that go. The newest good one never does, however old it is, and one that is known to be bad
    /// takes no good one's place. What has no record, or another one's, cannot be told from somebody's own file: it stays.
    /// </summary>
    public IReadOnlyList<Backup> Choose(IEnumerable<Backup> backups, string name, DateTimeOffset now)
    {
        var (gone, good) = (new List<Backup>(), 0);
        foreach (var backup in backups
                     .Where(backup => backup.Name.Equals(name, StringComparison.Ordinal) && IsOurs(backup))
                     .OrderByDescending(backup => backup.When))
        {
            if ((good > 0 || !backup.IsGood) && (good >= Keep || now - backup.When > KeepFor))
                gone.Add(backup);
            if (backup.IsGood)
                good++;
        }
        return gone;
    }

    static bool IsOurs(Backup backup) => backup is { Sha256: not null, State: not BackupState.Altered };
}
