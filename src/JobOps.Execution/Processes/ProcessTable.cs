using System.Globalization;
using System.Text;

namespace JobOps.Execution;

/// <summary>A process as Linux shows it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ParentId">That of its parent: of the process that started it, or that inherited it.</param>
/// <param name="SessionId">That of the leader of its session.</param>
/// <param name="StartedAt">Ticks since the machine started: with the number it names a process for good.</param>
/// <param name="HasEnded">It is a zombie: only its parent has not asked for its exit code yet.</param>
readonly record struct ProcessEntry(int Id, int ParentId, int SessionId, long StartedAt, bool HasEnded);

/// <summary>What /proc shows. Every look is one moment; a process that ends meanwhile is not there.</summary>
/// <seealso href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"/>
static class ProcessTable
{
    /// <summary>All processes of this machine, or of this container, by their number.</summary>
    public static Dictionary<int, ProcessEntry> Read()
    {
        var table = new Dictionary<int, ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Find(id) is { } entry)
                table[id] = entry;
        return table;
    }

    /// <summary>One process; null where there is none.</summary>
    public static ProcessEntry? Find(int id)
    {
        if (Text($"/proc/{id}/stat") is not { } stat)
            return null;
        // The name stands in brackets and may hold anything: what follows its last bracket are numbers.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(id, Number(fields[1]), Number(fields[3]), long.Parse(fields[19], CultureInfo.InvariantCulture), fields[0] is "Z" or "X");
    }

    /// <summary>Whether a process was started with this text in its environment. It may have changed it since.</summary>
    public static bool WasStartedWith(int id, byte[] text)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(text) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to another user.
            return false;
        }
    }

    /// <summary>The children of this process that it has inherited or that its first thread has started.</summary>
    public static IReadOnlyList<int> InheritedChildren()
    {
        var own = Environment.ProcessId;
        var folder = $"/proc/{own}/task/{own}";
        return File.Exists($"{folder}/children")
            ? [.. ChildrenOf(folder)]
            : [.. Read().Values.Where(entry => entry.ParentId == own).Select(entry => entry.Id)];
    }

    /// <summary>The children of a thread, whose folder in /proc this is.</summary>
    public static IEnumerable<int> ChildrenOf(string folder) =>
        (Text($"{folder}/children") ?? "")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Number);

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.Latin1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
