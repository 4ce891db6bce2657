using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Demo;

/// <summary>
/// The demo's own folder: a site with four releases, of which the third is broken, the settings of its staging, the job files, the ledger.
/// </summary>
sealed class DemoFolder
{
    public const string JobFileName = "site-release.job.json";
    public const string SettingJobFileName = "site-setting.job.json";
    public const string ColourJobFileName = "site-colour.job.json";
    const string Marker = ".jobops-demo";

    DemoFolder(string path, LedgerLocation? ledger)
    {
        Path = path;
        Ledger = ledger ?? LedgerLocation.Parse($"{LedgerLocation.Sqlite}:{System.IO.Path.Combine(path, "ledger.db")}");
    }

    public string Path { get; }

    public string Site => System.IO.Path.Combine(Path, "site");

    public LedgerLocation Ledger { get; }

    /// <summary>What the page of a release says.</summary>
    public static string TextOf(int release) => $"This is release {release}.";

    /// <summary>Makes the folder anew; one that an earlier demo left is replaced.</summary>
    /// <param name="path">Where; null for a new folder below the system's temporary one.</param>
    /// <param name="ledger">Where; null for a file in the folder.</param>
    /// <exception cref="JobOpsException">DemoFolderNotEmpty</exception>
    public static DemoFolder Create(string? path, LedgerLocation? ledger)
    {
        path = path is null
            ? Directory.CreateTempSubdirectory("jobops-demo-").FullName
            : System.IO.Path.GetFullPath(path);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!File.Exists(System.IO.Path.Combine(path, Marker)))
                throw new JobOpsException(Error.DemoFolderNotEmpty(path));
            Directory.Delete(path, recursive: true);
        }
        var folder = new DemoFolder(path, ledger);
        folder.Fill();
        return folder;
    }

    void Fill()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Site, "backups"));
        File.WriteAllText(System.IO.Path.Combine(Path, Marker), "");
        for (var release = 1; release <= 4; release++)
        {
            var folder = Directory.CreateDirectory(System.IO.Path.Combine(Site, "releases", $"{release}")).FullName;
            File.WriteAllText(
                System.IO.Path.Combine(folder, "index.html"),
                $"<!doctype html><title>Demo</title><h1>{TextOf(release)}</h1>\n");
        }
        File.WriteAllText(System.IO.Path.Combine(Site, "releases", "3", "status"), "500");
        File.WriteAllText(System.IO.Path.Combine(Site, "current"), "1\n");
        var staging = Directory.CreateDirectory(System.IO.Path.Combine(Path, "staging")).FullName;
        foreach (var site in (string[])[Site, staging])
            File.WriteAllText(
                System.IO.Path.Combine(site, "settings.json"), "{\n  \"lookups\": \"each\",\n  \"colour\": \"black\"\n}\n");
        foreach (var jobFile in (string[])[JobFileName, SettingJobFileName, ColourJobFileName])
            File.Copy(
                System.IO.Path.Combine(AppContext.BaseDirectory, "demo", jobFile), System.IO.Path.Combine(Path, jobFile));
    }
}
