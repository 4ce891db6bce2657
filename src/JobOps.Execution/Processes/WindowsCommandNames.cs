namespace JobOps.Execution;

/// <summary>
/// What a command may be called on Windows, by the rules of cmd: PATH may have quotes, PATHEXT says what is a program. Of that only
/// what Windows starts without asking which program opens it: a script that has a reader, such as <c>.vbs</c>, is no program here.
/// </summary>
static class WindowsCommandNames
{
    static readonly string[] s_started = [".COM", ".EXE", ".BAT", ".CMD"];

    /// <summary>The folders of PATH, without their quotes: a semicolon between quotes parts nothing.</summary>
    public static IEnumerable<string> Folders(string path)
    {
        var begin = 0;
        var quoted = false;
        for (var at = 0; at <= path.Length; at++)
        {
            if (at < path.Length && path[at] == '"')
                quoted = !quoted;
            if (at < path.Length && (path[at] != ';' || quoted))
                continue;
            yield return path[begin..at].Replace("\"", "", StringComparison.Ordinal);
            begin = at + 1;
        }
    }

    /// <summary>
    /// Whether a program would work elsewhere than in its folder: cmd takes none of a share as its own, says so, and goes on in the
    /// folder of Windows.
    /// </summary>
    /// <param name="program">Full path of the program.</param>
    /// <param name="folder">Absolute.</param>
    public static bool LeavesFolder(string program, string folder) =>
        (BatchCommandLine.IsNeeded(program) || program.EndsWith(@"\cmd.exe", StringComparison.OrdinalIgnoreCase))
        && folder.Replace('/', '\\') is var path && path.StartsWith(@"\\", StringComparison.Ordinal)
        && (path.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase) || path[2] is not ('?' or '.'));

    /// <summary>The files that a path may mean, in the order in which they are looked for.</summary>
    /// <param name="path">With an extension or without.</param>
    /// <param name="pathExt">The variable PATHEXT; null or empty for what it is where nobody has set it.</param>
    public static IEnumerable<string> Candidates(string path, string? pathExt)
    {
        var extensions = (string.IsNullOrWhiteSpace(pathExt) ? string.Join(';', s_started) : pathExt)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(extension => s_started.Contains(extension, StringComparer.OrdinalIgnoreCase))
            .ToList();
        // What follows the last dot need not be an extension: tool2.1 may be tool2.1.cmd.
        return extensions.Exists(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            ? extensions.Select(extension => path + extension).Prepend(path)
            : extensions.Select(extension => path + extension);
    }
}
