using System.Globalization;
using System.Text;

namespace JobOps.Execution;

/// <summary>
/// A cgroup for one try of a step. Children are born where their parent is, and only who may write to cgroups can leave: so it
/// holds all that came out of a step, whatever a process does to its parent, session or environment. It is named after the cookie.
/// </summary>
/// <seealso href="https://docs.kernel.org/admin-guide/cgroup-v2.html"/>
sealed class StepCgroup
{
    const string Prefix = "jobops-step-";
    const string Processes = "cgroup.procs";

    // Another worker that starts or ends may take an empty one away between its making and its first process.
    const int Tries = 3;

    static readonly EnumerationOptions s_everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    static readonly Lazy<Mount?> s_mount = new(Mount.Find);

    readonly string _folder;

    StepCgroup(string folder) => _folder = folder;

    /// <summary>
    /// Starts something in a cgroup of its own, where this process may make one; as root, or in a unit with Delegate=yes, it may.
    /// For the moment this process moves into it, so that the child is born there: no program stands between, which would change
    /// its environment. Nothing else may be started meanwhile.
    /// </summary>
    /// <returns>Null where there is none: it was started all the same.</returns>
    public static StepCgroup? Start(string cookie, Action start)
    {
        if (Own() is not { } own || TryEnter(Path.Combine(own, Prefix + cookie)) is not { } cgroup)
        {
            start();
            return null;
        }
        try
        {
            start();
        }
        catch
        {
            TryMoveTo(own);
            cgroup.Remove();
            throw;
        }
        TryMoveTo(own);
        return cgroup;
    }

    /// <summary>Takes a process that was started before, and has started nothing itself, into a cgroup of its own.</summary>
    /// <returns>Null where there is none.</returns>
    public static StepCgroup? Adopt(string cookie, int id)
    {
        if (Own() is not { } own)
            return null;
        var folder = Path.Combine(own, Prefix + cookie);
        for (var count = 0; count < Tries && Ignoring(() => Directory.CreateDirectory(folder)); count++)
            if (TryWrite(Path.Combine(folder, Processes), id))
                return new(folder);
        new StepCgroup(folder).Remove();
        return null;
    }

    /// <summary>Those of all tries of a step that still stand, whoever made them: a cookie begins with what is given.</summary>
    public static IReadOnlyList<StepCgroup> Find(string cookie) => s_mount.Value is { } mount
        ? [.. Folders(mount.Point, Prefix + cookie + "*", s_everywhere).Select(folder => new StepCgroup(folder))]
        : [];

    /// <summary>Removes those in which nothing lives any more: what a step left running on purpose has ended since.</summary>
    public static void RemoveEmpty()
    {
        if (Own() is { } own)
            foreach (var folder in Folders(own, Prefix + "*", new()))
                new StepCgroup(folder).Remove();
    }

    /// <summary>Whether a process is in that of any step.</summary>
    public static bool Holds(int id)
    {
        var holds = false;
        Ignoring(() => holds = File.ReadAllText($"/proc/{id}/cgroup").Contains("/" + Prefix, StringComparison.Ordinal));
        return holds;
    }

    /// <summary>The processes in it and below it: a step may have made some of its own.</summary>
    public IEnumerable<int> Members() => Folders(_folder, "*", s_everywhere).Prepend(_folder).SelectMany(MembersOf).Where(id => id > 0);

    /// <summary>Kills all of it at once, also what forks meanwhile and what belongs to another user.</summary>
    public void Kill()
    {
        // Never itself: should this process not have got out again, its members are killed one by one.
        if (!Members().Contains(Environment.ProcessId))
            TryWrite(Path.Combine(_folder, "cgroup.kill"), 1);
    }

    /// <summary>Takes it away, unless something lives in it.</summary>
    public void Remove()
    {
        // Those below come first. What cannot be removed is not empty, or gone already.
        foreach (var folder in Folders(_folder, "*", s_everywhere).OrderByDescending(folder => folder.Length).Append(_folder))
            Ignoring(() => Directory.Delete(folder));
    }

    static StepCgroup? TryEnter(string folder)
    {
        for (var count = 0; count < Tries; count++)
        {
            if (!Ignoring(() => Directory.CreateDirectory(folder)))
                return null;
            if (TryMoveTo(folder))
                return new(folder);
        }
        new StepCgroup(folder).Remove();
        return null;
    }

    static bool TryMoveTo(string folder) => TryWrite(Path.Combine(folder, Processes), Environment.ProcessId);

    static bool TryWrite(string file, int number) => Ignoring(() =>
    {
        // As it is: File.WriteAllText would lock it against others that write.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
    });

    static IEnumerable<int> MembersOf(string folder)
    {
        string[] lines = [];
        Ignoring(() => lines = File.ReadAllLines(Path.Combine(folder, Processes)));
        return lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture));
    }

    static string[] Folders(string folder, string pattern, EnumerationOptions options)
    {
        string[] found = [];
        Ignoring(() => found = Directory.GetDirectories(folder, pattern, options));
        return found;
    }

    /// <summary>Where this process is; null where there is no cgroup v2. The service manager may move it.</summary>
    static string? Own()
    {
        const string unified = "0::";
        if (s_mount.Value is not { } mount)
            return null;
        string? path = null;
        Ignoring(() => path = File.ReadLines("/proc/self/cgroup")
            .FirstOrDefault(line => line.StartsWith(unified, StringComparison.Ordinal))?[unified.Length..]);
        return path is null ? null : mount.FolderOf(path);
    }

    // A cgroup comes and goes under whoever looks, and most may not be written: all of these mean that there is none.
    static bool Ignoring(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Where the cgroups stand among the files.</summary>
    /// <param name="Root">What of them is shown there: in a container a part.</param>
    /// <param name="Point">The folder.</param>
    sealed record Mount(string Root, string Point)
    {
        public static Mount? Find()
        {
            const int root = 3;
            const int point = 4;
            if (!OperatingSystem.IsLinux())
                return null;
            string[] lines = [];
            Ignoring(() => lines = File.ReadAllLines("/proc/self/mountinfo"));
            return lines
                .Where(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))
                .Select(line => line.Split(' '))
                .Select(fields => new Mount(fields[root], fields[point]))
                .FirstOrDefault();
        }

        public string? FolderOf(string path)
        {
            var relative = Path.GetRelativePath(Root, path);
            // Outside of what is shown there.
            return relative.StartsWith("..", StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(Point, relative));
        }
    }
}
