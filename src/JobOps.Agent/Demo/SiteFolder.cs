using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace JobOps.Agent.Demo;

/// <summary>
/// The files of the demo's site, the same on every system: <c>releases/</c>, <c>current</c>, which names the one that is served, and
/// <c>settings.json</c>. No link is among them: on Windows not everybody may make one.
/// </summary>
sealed class SiteFolder(string path)
{
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    string Current => Path.Combine(path, "current");

    string SettingsFile => Path.Combine(path, "settings.json");

    /// <summary>The name of the release that is served.</summary>
    public string Release => Read(Current).Trim();

    /// <summary>Its folder.</summary>
    public string Served => Path.Combine(path, "releases", Release);

    /// <summary>Its settings.</summary>
    public Dictionary<string, string> Settings() => JsonSerializer.Deserialize<Dictionary<string, string>>(Read(SettingsFile))!;

    /// <summary>Keeps the release that is served in an archive, which takes the place of an older one.</summary>
    public void Backup(string archive)
    {
        var unfinished = archive + ".new";
        File.Delete(unfinished);
        ZipFile.CreateFromDirectory(Served, unfinished);
        File.Move(unfinished, archive, overwrite: true);
    }

    /// <summary>Serves another release from now on.</summary>
    public async Task SwitchAsync(string release, CancellationToken cancellation)
    {
        using var held = await LockAsync(cancellation);
        Replace(Current, release + "\n");
    }

    /// <summary>Gives a setting another value.</summary>
    public async Task SetAsync(string name, string value, CancellationToken cancellation)
    {
        using var held = await LockAsync(cancellation);
        var settings = Settings();
        settings[name] = value;
        Replace(SettingsFile, JsonSerializer.Serialize(settings, s_indented) + "\n");
    }

    // One at a time: whoever comes second waits, as long as its step may.
    async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return File.Open(Path.Combine(path, "release.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException))
            {
                await Task.Delay(s_pause, cancellation);
            }
        }
    }

    // By a rename: there is no moment without the file.
    static void Replace(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    // On Windows a file that is read can be replaced only if its reader lets it.
    static string Read(string file)
    {
        using var reader = new StreamReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
