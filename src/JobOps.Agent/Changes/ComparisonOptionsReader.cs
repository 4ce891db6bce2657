using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Measurements;

namespace JobOps.Agent.Changes;

/// <summary>The options of a comparison, which several commands take.</summary>
sealed class ComparisonOptionsReader
{
    readonly Option<double?> _meaningful = SharedArguments.Margin(
        "--meaningful", "What a difference has to exceed to matter: 10% or 0.1; 10% if left out.");
    readonly Option<string?> _primary = new("--primary") { Description = "The metric that the verdict stands on.", HelpName = "metric" };

    public void AddTo(Command command)
    {
        command.Add(_meaningful);
        command.Add(_primary);
    }

    public ComparisonOptions Read(Invocation call)
    {
        var options = new ComparisonOptions { Primary = call.Value(_primary) };
        return call.Value(_meaningful) is { } margin ? options with { Meaningful = margin } : options;
    }
}
