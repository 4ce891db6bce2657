using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace JobOps.Execution;

/// <summary>How much of the processors was used until a moment, in ticks of the system's clock; as Linux tells it.</summary>
/// <param name="Total">All that there was.</param>
/// <param name="Busy">What was used of it.</param>
/// <param name="Own">By this process, and by its children that have ended.</param>
/// <param name="Others">By each process beside it.</param>
/// <seealso href="https://man7.org/linux/man-pages/man5/proc_stat.5.html"/>
sealed record ProcessorUse(
    long Total, long Busy, long Own, IReadOnlyDictionary<ProcessorUse.Program, (string Name, long Used)> Others)
{
    const int MostPrograms = 3;

    // Of all processors: less explains nothing.
    const double Least = 0.01;

    /// <summary>What can be read now; null where the system does not say.</summary>
    public static ProcessorUse? Read()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            // user nice system idle iowait irq softirq steal; what guests use is in the first two already.
            var cpu = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
                .Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToList();
            var total = cpu.Sum();
            var all = Directory.EnumerateDirectories("/proc")
                .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(Process).OfType<ProcessLine>().ToList();
            var own = all.Find(process => process.Id == Environment.ProcessId);
            var ours = Descendants(all);
            return new(
                total, total - cpu[3] - cpu[4], (own?.Used ?? 0) + (own?.UsedByChildren ?? 0),
                all.Where(process => !ours.Contains(process.Id))
                    .ToDictionary(process => new Program(process.Id, process.StartedAt), process => (process.Name, process.Used)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What others used since an earlier look, 0 to 1; null where no time has passed.</summary>
    public double? OtherLoadSince(ProcessorUse before)
    {
        var total = Total - before.Total;
        return total <= 0 ? null
            : Math.Round(Math.Clamp((double)(Busy - before.Busy - (Own - before.Own)) / total, 0, 1), 3);
    }

    /// <summary>Which programs used most, as <c>name 35 %</c> of all processors.</summary>
    public IReadOnlyList<string> BusiestSince(ProcessorUse before)
    {
        var total = Total - before.Total;
        if (total <= 0)
            return [];
        return [.. Others
            .Select(other => (
                other.Value.Name, Share: (double)(other.Value.Used - before.Others.GetValueOrDefault(other.Key).Used) / total))
            .GroupBy(other => other.Name, other => other.Share)
            .Select(group => (Name: group.Key, Share: group.Sum()))
            .Where(program => program.Share >= Least)
            .OrderByDescending(program => program.Share)
            .Take(MostPrograms)
            .Select(program => Invariant($"{program.Name} {program.Share * 100:0} %"))];
    }

    /// <summary>This process, and what it has started.</summary>
    static HashSet<int> Descendants(List<ProcessLine> all)
    {
        var children = all.ToLookup(process => process.ParentId, process => process.Id);
        var found = new HashSet<int>();
        var open = new Stack<int>([Environment.ProcessId]);
        while (open.TryPop(out var id))
            if (found.Add(id))
                foreach (var child in children[id])
                    open.Push(child);
        return found;
    }

    static ProcessLine? Process(string folder)
    {
        try
        {
            var stat = File.ReadAllText($"{folder}/stat", Encoding.Latin1);
            // The name stands in brackets and may hold anything: what follows its last bracket are numbers.
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            return new(
                int.Parse(stat.AsSpan(0, open), CultureInfo.InvariantCulture), (int)Number(fields[1]), stat[(open + 1)..close],
                Number(fields[19]), Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);

    /// <summary>A process, named for good by its number and its begin: what it is called may change.</summary>
    internal readonly record struct Program(int Id, long StartedAt);

    sealed record ProcessLine(int Id, int ParentId, string Name, long StartedAt, long Used, long UsedByChildren);
}
