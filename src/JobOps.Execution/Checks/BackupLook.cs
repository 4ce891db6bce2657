using JobOps.Backups;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Looks whether there are backups that help.</summary>
sealed class BackupLook : Look<BackupCheck>
{
    protected override Task<CheckOutcome> LookAsync(BackupCheck check, CheckContext context, CancellationToken cancellation) =>
        // An archive whose time is another than its record says is read to its end.
        Task.Run(() => Look(check, context.FullPath(check.To)), cancellation);

    static CheckOutcome Look(BackupCheck check, string folder)
    {
        if (!Directory.Exists(folder))
            return CheckOutcome.Fail($"there is no folder {folder}", Make(folder, check.BackupName));
        var backups = BackupFolder.List(folder).Where(backup => check.BackupName is null || backup.Name == check.BackupName).ToList();
        if (backups.Count == 0)
            return CheckOutcome.Fail(
                check.BackupName is { } name ? $"there is no backup '{name}' in {folder}" : $"there is no backup in {folder}",
                Make(folder, check.BackupName));
        var evidence = backups.Select(BackupWords.Line).ToList();
        var found = new List<string>();
        foreach (var group in backups.GroupBy(backup => backup.Name))
        {
            var good = group.Where(backup => backup.IsGood).ToList();
            if (good.Count == 0)
                return CheckOutcome.Fail(
                    $"no backup '{group.Key}' is good: {BackupWords.Line(group.First())}", Make(folder, group.Key), evidence);
            var young = good.Where(backup => AgeOf(backup) <= check.MaxAge).ToList();
            if (young.Count == 0)
                return CheckOutcome.Fail(
                    $"the newest backup '{group.Key}' is {TimeWords.Took(AgeOf(good[0]))} old "
                        + $"instead of at most {TimeWords.Took(check.MaxAge)}",
                    Make(folder, group.Key), evidence);
            if (check.Tested && !young.Exists(backup => backup.State == BackupState.Tested))
                return CheckOutcome.Fail(
                    $"the backup '{group.Key}' is {TimeWords.Took(AgeOf(young[0]))} old, and was never restored in a test",
                    $"Restore it in a test: jobops backup test {Next.Shell(young[0].Path)}, Test-Backup {Next.PowerShell(young[0].Path)}",
                    evidence);
            found.Add($"{group.Key} is {TimeWords.Took(AgeOf(young[0]))} old{(check.Tested ? ", tested" : "")}");
        }
        return CheckOutcome.Pass(string.Join("; ", found), evidence);
    }

    static TimeSpan AgeOf(Backup backup) => DateTimeOffset.UtcNow - backup.When;

    static string Make(string folder, string? name)
    {
        var named = name is null ? "" : $" --name {Next.Shell(name)}";
        return $"Make one, and find out why the last one is missing: jobops backup new … --to {Next.Shell(folder)}{named}";
    }
}
