namespace JobOps.Execution;

/// <summary>Finds the file behind a command, as a shell would: by its path, or on PATH.</summary>
static class ExecutableFinder
{
    /// <summary>The file's full path; null where there is none that may be executed.</summary>
    /// <param name="command">A name, or a path relative to <paramref name="workingDirectory"/>.</param>
    /// <param name="workingDirectory">Absolute.</param>
    public static string? Find(string command, string workingDirectory) => FindAll(command, workingDirectory).FirstOrDefault();

    /// <summary>Each file that the command may mean, in the order of PATH.</summary>
    /// <param name="command">A name, or a path relative to <paramref name="workingDirectory"/>.</param>
    /// <param name="workingDirectory">Absolute.</param>
    public static IEnumerable<string> FindAll(string command, string workingDirectory)
    {
        if (command.Length == 0 || command.Contains('\0'))
            return [];
        if (command.Contains('/') || command.Contains(Path.DirectorySeparatorChar))
            return Candidates(Path.GetFullPath(command, workingDirectory)).Where(IsExecutable);
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return (OperatingSystem.IsWindows() ? WindowsCommandNames.Folders(path) : path.Split(Path.PathSeparator))
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => Candidates(Path.Combine(folder, command)))
            .Where(IsExecutable);
    }

    static IEnumerable<string> Candidates(string path) => OperatingSystem.IsWindows()
        ? WindowsCommandNames.Candidates(path, Environment.GetEnvironmentVariable("PATHEXT"))
        : [path];

    static bool IsExecutable(string path)
    {
        const UnixFileMode anybody = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & anybody) != 0);
    }
}
