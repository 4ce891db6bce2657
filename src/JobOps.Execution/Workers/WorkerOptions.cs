using System.Globalization;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>How a worker behaves.</summary>
public sealed record WorkerOptions
{
    public const string LeaseVariable = "JOBOPS_LEASE_SECONDS";

    /// <summary>How long a lease lasts without renewal; a third of it is the heartbeat. 30 s unless the environment
    /// variable <c>JOBOPS_LEASE_SECONDS</c> says otherwise.</summary>
    public TimeSpan Lease { get; init; } = LeaseFromEnvironment();

    /// <summary>
    /// After TERM, how long a process may take to end before KILL. When its console is closed Windows gives this process five
    /// seconds for all that it has to do.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(OperatingSystem.IsWindows() ? 3 : 5);

    /// <summary>Runs that are executed at once: 1 to 1000.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Names of the queues to serve; empty for all.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary><see cref="DrainTime"/>, where nobody says another.</summary>
    public static TimeSpan UsualDrainTime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>When the worker is told to end, how long what runs may take to end by itself before it is given back.</summary>
    public TimeSpan DrainTime { get; init; } = UsualDrainTime;

    /// <summary>Starts what schedules say, beside the runs that it executes. Any number of workers may: a slot is one run.</summary>
    public bool Schedules { get; init; } = true;

    /// <summary>Ctrl+C at this process's terminal is for this process alone: it drains while the processes of its steps go
    /// on. Off where a person waits for one run: there a step may ask at the terminal, and Ctrl+C is for it, too.</summary>
    public bool ShieldSteps { get; init; }

    /// <summary>
    /// On Linux the process of a step is started in a cgroup of its own, where this process may make one: all that came out of the
    /// step is known, then. This process stands in it for the moment: for one that starts nothing else meanwhile.
    /// </summary>
    public bool ContainSteps { get; init; }

    /// <summary>Of each step's output this much is kept from the head, and as much from the tail; UTF-16 characters.</summary>
    public int OutputCap { get; init; } = 256 * 1024;

    /// <summary>This process as a worker: host, process id and a part that makes it one of its kind.</summary>
    public string Worker { get; init; } = WorkerName.New();

    static TimeSpan LeaseFromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(LeaseVariable);
        if (string.IsNullOrEmpty(text))
            return TimeSpan.FromSeconds(30);
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600)
            return TimeSpan.FromSeconds(seconds);
        throw new JobOpsException(Error.LeaseInvalid(LeaseVariable, text));
    }
}
