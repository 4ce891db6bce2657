namespace JobOps.Execution;

/// <summary>Where the module is that PowerShell hosts of a program import.</summary>
public static class PowerShellModule
{
    /// <summary>Names the manifest to import: the path of a <c>JobOps.psd1</c>.</summary>
    public const string EnvironmentVariable = "JOBOPS_MODULE";

    const string Name = "JobOps";
    const string Manifest = Name + ".psd1";

    /// <summary>
    /// The manifest that <c>JOBOPS_MODULE</c> names, else the one that lies beside this program, else the name, for PowerShell to
    /// find where modules are installed.
    /// </summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } named)
            return named;
        var beside = new[] { Path.Combine(AppContext.BaseDirectory, "module", Name), Path.Combine(AppContext.BaseDirectory, "..", "..") };
        return beside.Select(folder => Path.GetFullPath(Path.Combine(folder, Manifest))).FirstOrDefault(File.Exists) ?? Name;
    }

    /// <summary>
    /// The folder in which PowerShell finds the module by its name, as its scripts import it; null where the module's own folder is
    /// called otherwise, and where the module was found by its name anyway.
    /// </summary>
    /// <param name="manifest">What <see cref="Find"/> has found.</param>
    internal static string? FolderOfName(string manifest)
    {
        var folder = Path.GetDirectoryName(manifest);
        // A version of it may stand in between.
        while (!string.IsNullOrEmpty(folder) && Version.TryParse(Path.GetFileName(folder), out _))
            folder = Path.GetDirectoryName(folder);
        return Path.GetFileName(folder) == Name && Path.IsPathRooted(folder) ? Path.GetDirectoryName(folder) : null;
    }
}
