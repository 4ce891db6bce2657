using System.Text.Json.Nodes;
using JobOps.Jobs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>What a worker wants of a PowerShell host.</summary>
public sealed record HostOrder
{
    public required HostWork Work { get; init; }
    /// <summary>With <see cref="Isolation.Runspace"/> the host waits for more work after it.</summary>
    public Isolation Isolation { get; init; }
    /// <summary>
    /// What the host prints on both streams behind all that the work prints; not of <see cref="HostWork.Command"/> in a process of
    /// its own.
    /// </summary>
    public string Mark { get; init; } = "";
    /// <summary>Absolute; where the work begins.</summary>
    public string Folder { get; init; } = "";
    /// <summary>Added to the host's environment: the lease of the run and the ledger's address among them.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    /// <summary>Of <see cref="HostWork.Run"/>: secret parameters by name. No environment and no argument ever has them.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
    /// <summary>Of <see cref="HostWork.Run"/>: the environment of the run, with its secrets; null for none.</summary>
    public RunEnvironment? Environment { get; init; }
    /// <summary>Of <see cref="HostWork.Run"/>: characters of output that the log keeps.</summary>
    public int OutputCap { get; init; }
    /// <summary>Of <see cref="HostWork.Command"/>: PowerShell's words, and their argument.</summary>
    public string Command { get; init; } = "";
    public string Argument { get; init; } = "";
    /// <summary>Of <see cref="HostWork.Undo"/>: the stored block.</summary>
    public JsonObject? Undo { get; init; }
    /// <summary>Of <see cref="HostWork.Undo"/>: the step that is undone.</summary>
    public JobStep? Step { get; init; }
}

/// <summary>The kinds of work of a PowerShell host.</summary>
public enum HostWork
{
    /// <summary>Execute the script of a run of kind Runbook, whose lease the worker keeps.</summary>
    Run,
    /// <summary>Execute words as <c>pwsh -Command</c> does, and end as it would.</summary>
    Command,
    /// <summary>Execute the stored undo of a runbook's step.</summary>
    Undo,
    /// <summary>Stop what is executed.</summary>
    Stop,
    /// <summary>Execute a script that does nothing, as if it were that of a run. No worker wants it: a host does so by itself.</summary>
    Rehearsal,
}
