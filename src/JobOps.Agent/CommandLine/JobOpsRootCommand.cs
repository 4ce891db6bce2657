using System.CommandLine;

namespace JobOps.Agent.CommandLine;

/// <summary><c>jobops</c> itself: its options, which every command takes, and its commands.</summary>
sealed class JobOpsRootCommand : RootCommand
{
    /// <param name="signals">Tells when to stop.</param>
    /// <param name="arguments">What was typed; none for all commands.</param>
    public JobOpsRootCommand(StopSignals signals, IReadOnlyList<string> arguments)
        : base("The job ledger: runs that are idempotent, resumable, reversible and provable.")
    {
        Add(GlobalOptions.Ledger);
        Add(GlobalOptions.Json);
        Add(GlobalOptions.NoColor);
        foreach (var command in new AgentCommands(signals).For(arguments))
            Add(command);
    }
}
