using System.CommandLine;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environment …</c>: what is done with one environment.</summary>
sealed class EnvironmentCommand : Command
{
    public EnvironmentCommand() : base("environment", "Set, show, compare and remove an environment")
    {
        Add(new SetEnvironmentCommand());
        Add(new ShowEnvironmentCommand());
        Add(new CompareEnvironmentsCommand());
        Add(new RemoveEnvironmentCommand());
    }
}
