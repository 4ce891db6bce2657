using System.Diagnostics;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>What a piece of work has left in a process that others are to use after it.</summary>
sealed class Wear
{
    // Of the memory of a process little comes back. A host has some 100 MB when it begins.
    const long MostMemory = 400L * 1024 * 1024;

    // A new host is slow for some hundred runs, while .NET compiles what it executes: spread over so many it is nothing.
    const int MostRuns = 10_000;

    // PowerShell and .NET keep some at work.
    const int MostNewThreads = 16;

    // Of those that it has inherited: nobody asks for their exit codes, and each keeps its number until this process ends.
    const int MostEnded = 16;

    static readonly int s_threads = Threads();
    static int s_runs;

    readonly int _assemblies = Loaded();
    readonly string _files = Files();

    /// <summary>Why this process should not be used again; null where nothing speaks against it.</summary>
    public string? Find()
    {
        s_runs++;
        return s_runs >= MostRuns ? $"it has done {s_runs} runs"
            : Environment.WorkingSet > MostMemory ? "it has grown"
            // A type, once loaded, stays: the next script may mean another version of it.
            : Loaded() != _assemblies ? "assemblies were loaded"
            : ChildProcesses.Count() is var (alive, ended) && alive > 0 ? "a process that was started in it has not ended"
            : ended > MostEnded ? "it has inherited too many processes"
            : FreshRunspaces.AnyOther() ? "a runspace was left open"
            : Files() != _files ? "a standard stream was closed"
            : Threads() > s_threads + MostNewThreads ? "threads were left behind"
            : null;
    }

    // What is opened next takes the number of one that was closed, and what is printed goes there.
    static string Files() => OperatingSystem.IsLinux()
        ? string.Join('\n', Enumerable.Range(0, 3).Select(number => new FileInfo($"/proc/self/fd/{number}").LinkTarget))
        : "";

    static int Threads() => Process.GetCurrentProcess().Threads.Count;

    // Those of PowerShell and of this module come as they are needed, and what is made on the way never meets its like.
    static int Loaded() => AppDomain.CurrentDomain.GetAssemblies().Count(assembly => !assembly.IsDynamic && !IsOwn(assembly.Location));

    static bool IsOwn(string location) => location.Length > 0
        && (location.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)
            || location.StartsWith(Path.GetDirectoryName(typeof(object).Assembly.Location)!, StringComparison.Ordinal)
            || location.StartsWith(Path.GetDirectoryName(typeof(Wear).Assembly.Location)!, StringComparison.Ordinal));
}
