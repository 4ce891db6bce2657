using System.Buffers;

namespace JobOps.Backups;

/// <summary>Paths inside of an archive, which may come from anybody: each stays below the folder that it is restored into.</summary>
public static class EntryPath
{
    static readonly SearchValues<char> s_notOnWindows = SearchValues.Create([.. Path.GetInvalidFileNameChars(), ':', '\\']);

    /// <summary>What is wrong with the path of an entry; null where it stays below its folder.</summary>
    public static string? Danger(string path)
    {
        if (path.Length == 0)
            return "no name";
        if (path.Contains('\0'))
            return "a name with the character NUL";
        if (path[0] == '/')
            return "an absolute path";
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
                return "a path with ..";
            if (part is "" or ".")
                return "a path that has a part without a name";
            if (OperatingSystem.IsWindows() && (part.AsSpan().ContainsAny(s_notOnWindows) || part[^1] is '.' or ' '))
                return "a name that Windows does not have";
        }
        return null;
    }

    /// <summary>
    /// Whether a link leads out of the folder that its path begins at. What goes up after it has gone down is not followed to see
    /// where it ends, but taken for one that does: a link on the way would turn it elsewhere.
    /// </summary>
    /// <param name="path">Of the link, from the folder on.</param>
    /// <param name="target">What it points to.</param>
    public static bool LeadsOut(string path, string target)
    {
        if (OperatingSystem.IsWindows())
            target = target.Replace('\\', '/');
        if (target.Length == 0 || target.Contains('\0') || target[0] == '/' || Path.IsPathRooted(target))
            return true;
        var (depth, down) = (path.Count(c => c == '/'), false);
        foreach (var part in target.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                down = true;
            else if (down || --depth < 0)
                return true;
        }
        return false;
    }

    /// <summary>The path of the folder that an entry stands in; empty for the root.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "";
}
