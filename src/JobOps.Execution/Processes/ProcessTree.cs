using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace JobOps.Execution;

/// <summary>
/// A process of a step, and all that came out of it. On Linux a process belongs to it that descends from one that does, that is
/// in a session which one of them has opened, or that was started with the step's cookie in its environment. One that has left all
/// three is found in the step's cgroup, where there is one; else where this process inherits it
/// (<see cref="ChildProcesses.Inherit"/>) and no other step runs beside. On Windows the step's job object holds all of it.
/// </summary>
/// <param name="root">The process; null where it is known by its cookie only, because another process has started it.</param>
/// <param name="cookie">What its cookie begins with.</param>
sealed partial class ProcessTree(Process? root, string cookie)
{
    // The same numbers on every Unix that .NET runs on.
    const int SigTerm = 15;
    const int SigKill = 9;

    // Each look reads all of /proc: a few milliseconds on a busy machine.
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(25);

    // A process may fork between a look and a signal; nothing forks faster than it is killed for so long.
    static readonly TimeSpan s_longestKill = TimeSpan.FromSeconds(10);

    static int s_running;

    readonly byte[] _mark = Encoding.UTF8.GetBytes($"{StepCookie.Variable}={cookie}");
    readonly HashSet<ProcessEntry> _known = [];
    readonly HashSet<int> _sessions = [];
    readonly HashSet<int> _before = [];
    IReadOnlyList<StepCgroup> _cgroups = [];
    StepJobObject? _jobObject;

    /// <summary>Is told before the root starts.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref s_running);
        // What other steps have left running on purpose is not this one's.
        if (ChildProcesses.Inherits)
            _before.UnionWith(ProcessTable.InheritedChildren());
    }

    /// <summary>Starts the root.</summary>
    /// <param name="contained">On Linux in a cgroup of its own, where one may be made.</param>
    public void Start(bool contained)
    {
        if (OperatingSystem.IsWindows())
            _jobObject = StepJobObject.New();
        if (OperatingSystem.IsLinux() && contained)
            _cgroups = ChildProcesses.Start(root!, cookie) is { } cgroup ? [cgroup] : [];
        else
            ChildProcesses.Start(root!);
        if (OperatingSystem.IsWindows())
            TakeIn(root!, isNew: true);
    }

    /// <summary>Takes a root that was started before, and has started nothing of the step yet.</summary>
    /// <inheritdoc cref="Start"/>
    public void Adopt(bool contained)
    {
        if (OperatingSystem.IsWindows())
        {
            _jobObject = StepJobObject.New();
            TakeIn(root!, isNew: false);
        }
        else if (contained && StepCgroup.Adopt(cookie, root!.Id) is { } cgroup)
            _cgroups = [cgroup];
    }

    [SupportedOSPlatform("windows")]
    void TakeIn(Process process, bool isNew)
    {
        if (_jobObject is not { } job || job.Adopt(process, isNew))
            return;
        job.Dispose();
        _jobObject = null;
    }

    /// <summary>Is told when the step has ended, in whatever way.</summary>
    public void End()
    {
        Interlocked.Decrement(ref s_running);
        ChildProcesses.BuryInherited();
        // What the step has left running on purpose keeps its cgroup, or its job object.
        foreach (var cgroup in _cgroups)
            cgroup.Remove();
        if (OperatingSystem.IsWindows())
            _jobObject?.Dispose();
    }

    /// <summary>Ends what is known by its cookie only.</summary>
    /// <returns>How many processes there were at first.</returns>
    public static async Task<int> EndAsync(string cookie, TimeSpan grace)
    {
        var tree = new ProcessTree(root: null, cookie) { _cgroups = StepCgroup.Find(cookie) };
        var count = await tree.EndAsync(grace);
        foreach (var cgroup in tree._cgroups)
            cgroup.Remove();
        return count;
    }

    /// <summary>
    /// TERM to all, on Windows Ctrl+Break; then the grace time, then KILL to whatever is left. Returns when nothing is.
    /// </summary>
    /// <returns>How many processes there were at first.</returns>
    public async Task<int> EndAsync(TimeSpan grace)
    {
        if (!OperatingSystem.IsLinux())
            return await EndRootAsync(root!, grace);
        var first = Find();
        Signal(first, SigTerm);
        var clock = Stopwatch.StartNew();
        while (Find().Count > 0 && clock.Elapsed < grace)
            await Task.Delay(s_look);
        for (var left = Find(); left.Count > 0 && clock.Elapsed < grace + s_longestKill; left = Find())
        {
            foreach (var cgroup in _cgroups)
                cgroup.Kill();
            Signal(left, SigKill);
            await Task.Delay(s_look);
        }
        return first.Count;
    }

    /// <summary>The same where there is no table of processes to look into.</summary>
    async Task<int> EndRootAsync(Process process, TimeSpan grace)
    {
        var first = Count(process);
        var clock = Stopwatch.StartNew();
        if (grace > TimeSpan.Zero && OperatingSystem.IsWindows() && ConsoleBreak.Send(process.Id))
            while (Count(process) > 0 && clock.Elapsed < grace)
                await Task.Delay(s_look);
        clock.Restart();
        do
        {
            // First by descent: what was started before the job object held the root is not in it.
            Kill(process);
            if (OperatingSystem.IsWindows())
                _jobObject?.Kill();
            await Task.Delay(s_look);
        }
        while (Count(process) > 0 && clock.Elapsed < s_longestKill);
        return first;
    }

    int Count(Process process) =>
        OperatingSystem.IsWindows() && _jobObject is { } job ? job.Count : process.HasExited ? 0 : 1;

    /// <summary>Kills a process and its descendants, as far as .NET finds them.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is AggregateException or Win32Exception or InvalidOperationException
            or ArgumentOutOfRangeException)
        {
            // Some of it has ended meanwhile, or belongs to another user; the next look shows what is left. .NET asks each process of
            // Windows when it began, and takes no zero for an answer; the root is dead by then.
        }
    }

    List<int> Find()
    {
        var table = ProcessTable.Read();
        // A number may have gone to another process since.
        _known.RemoveWhere(known => !table.TryGetValue(known.Id, out var now) || now.StartedAt != known.StartedAt);
        var contained = _cgroups.SelectMany(cgroup => cgroup.Members()).ToHashSet();
        contained.Remove(Environment.ProcessId);
        var members = _known.Select(known => known.Id).Concat(contained).ToHashSet();
        if (root is { HasExited: false })
            members.Add(root.Id);
        foreach (var entry in table.Values)
            if (IsCertain(entry) || IsInherited(entry))
                members.Add(entry.Id);
        while (table.Values.Where(entry => !members.Contains(entry.Id) && IsRelated(entry, members)).ToList() is { Count: > 0 } more)
            members.UnionWith(more.Select(entry => entry.Id));
        members.Remove(Environment.ProcessId);
        foreach (var entry in members.Where(table.ContainsKey).Select(id => table[id]))
        {
            _known.Add(entry);
            if (entry.SessionId == entry.Id)
                _sessions.Add(entry.Id);
        }
        // /proc may hide those of other users; a cgroup does not.
        return [.. members.Where(id => table.TryGetValue(id, out var entry) ? !entry.HasEnded : contained.Contains(id))];
    }

    bool IsCertain(ProcessEntry entry) => _sessions.Contains(entry.SessionId) || ProcessTable.WasStartedWith(entry.Id, _mark);

    // It has cleared its environment and left its session. Nothing says whose it is but that nobody else can have started it.
    bool IsInherited(ProcessEntry entry) =>
        root is not null && ChildProcesses.Inherits && entry.ParentId == Environment.ProcessId
        && Volatile.Read(ref s_running) == 1
        && !_before.Contains(entry.Id) && !ChildProcesses.IsStartedHere(entry.Id) && !StepCgroup.Holds(entry.Id);

    bool IsRelated(ProcessEntry entry, HashSet<int> members) =>
        members.Contains(entry.ParentId) || members.Contains(entry.SessionId);

    static void Signal(IEnumerable<int> ids, int signal)
    {
        foreach (var id in ids)
            _ = Kill(id, signal);
    }

    /// <summary>Whether there is no process of this number. /proc would not do: it may hide those of other users.</summary>
    public static bool IsGone(int id)
    {
        const int noSuchProcess = 3;
        return (Kill(id, 0) != 0 && Marshal.GetLastPInvokeError() == noSuchProcess) || ProcessTable.Find(id) is { HasEnded: true };
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
