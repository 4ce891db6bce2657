using JobOps.Backups;
using JobOps.Values;
using JobOps.Wording;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Backups as a person reads them.</summary>
static class BackupViews
{
    public static IRenderable Table(IReadOnlyList<Backup> backups)
    {
        if (backups.Count == 0)
            return Tables.Nothing("No backups.");
        var table = Tables.Of("=Name", "=When", ">Size", ">Files", "Tested");
        foreach (var backup in backups)
            table.Row(
                backup.Name, TimeWords.At(backup.When), ByteSize.Format(backup.Size), BackupWords.Files(backup),
                Tables.Words(BackupWords.Tested(backup), Styles.Of(Standings.Of(backup.State))));
        return table;
    }
}
