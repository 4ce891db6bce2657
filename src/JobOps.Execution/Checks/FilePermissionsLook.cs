using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Looks who can write files and folders.</summary>
sealed class FilePermissionsLook : Look<FilePermissionsCheck>
{
    protected override Task<CheckOutcome> LookAsync(FilePermissionsCheck check, CheckContext context, CancellationToken cancellation) =>
        Task.Run(() => Look(check, context.FullPath(check.Path), cancellation), cancellation);

    static CheckOutcome Look(FilePermissionsCheck check, string root, CancellationToken cancellation)
    {
        if (!Path.Exists(root))
            return CheckOutcome.Fail($"there is nothing at {root}", "Name the file or the folder that is to be looked at.");
        var walk = new FileWalk(root, check.Ignore);
        var allowed = Patterns.Compile(check.Allow);
        var (looked, findings, first, evidence) = (0, 0, "", new List<string>());
        foreach (var path in walk.Paths(cancellation))
        {
            looked++;
            if (WhoElse(path, check.Group, walk) is not { } who || allowed.Any(pattern => pattern.IsMatch(path.Relative)))
                continue;
            if (findings++ == 0)
                first = path.Path;
            if (evidence.Count < ChecklistItemResult.MostLines)
                evidence.Add($"{path.Path}: {who}");
        }
        if (findings > 0)
            return CheckOutcome.Fail(
                findings == 1 ? $"{evidence[0]}" : $"{findings} of {looked} paths can be written by others: {evidence[0]} …",
                Remedy(findings == 1 ? first : root, findings == 1, check.Group), evidence);
        return walk.Unreadable.Count > 0
            ? CheckOutcome.Fail(
                $"{walk.Unreadable[0]}", "Go through the list as an account that may read all of it, or ignore the path.", walk.Unreadable)
            : CheckOutcome.Pass($"none of {looked} paths can be written by others");
    }

    /// <summary>Null where nobody else can write it.</summary>
    static string? WhoElse(WalkedPath path, bool group, FileWalk walk)
    {
        try
        {
            return OperatingSystem.IsWindows() ? WindowsRights.Writers(path.Path, path.IsFolder) : WhoElse(path, group);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // It went while the others were looked at.
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            walk.CannotRead(path.Path, exception);
            return null;
        }
    }

    static string? WhoElse(WalkedPath path, bool group)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var mode = File.GetUnixFileMode(path.Path);
        // In a sticky folder, such as /tmp, nobody takes away or replaces what is another's.
        if (path.IsFolder && mode.HasFlag(UnixFileMode.StickyBit))
            return null;
        var words = $"mode {Convert.ToString((int)mode, 8)}";
        return mode.HasFlag(UnixFileMode.OtherWrite) ? $"every account can write it ({words})"
            : group && mode.HasFlag(UnixFileMode.GroupWrite) ? $"its group can write it ({words})"
            : null;
    }

    static string Remedy(string path, bool single, bool group)
    {
        var place = Next.Shell(path);
        if (OperatingSystem.IsWindows())
            return $"Take the right away: icacls {place} /inheritance:d /remove:g *S-1-1-0 *S-1-5-11 *S-1-5-32-545{(single ? "" : " /t")}";
        var rights = group ? "go-w" : "o-w";
        // As every find knows it.
        var writable = group ? "'(' -perm -002 -o -perm -020 ')'" : "-perm -002";
        return single
            ? $"Take the right away: chmod {rights} {place}"
            : $"Take the right away: find {place} ! -type l ! -perm -1000 {writable} -exec chmod {rights} {{}} +";
    }
}
