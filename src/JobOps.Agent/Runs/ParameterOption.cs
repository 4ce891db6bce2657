using System.CommandLine;
using JobOps.Agent.CommandLine;

namespace JobOps.Agent.Runs;

/// <summary><c>--parameter name=value</c>, as often as there are parameters.</summary>
sealed class ParameterOption : Option<KeyValuePair<string, string>[]>
{
    public ParameterOption() : base("--parameter", "-p")
    {
        Description = "A parameter of the job (may be repeated).";
        HelpName = "name=value";
        Arity = ArgumentArity.ZeroOrMore;
        CustomParser = result =>
        {
            var pairs = new List<KeyValuePair<string, string>>();
            foreach (var token in result.Tokens)
            {
                var equals = token.Value.IndexOf('=');
                var name = equals > 0 ? token.Value[..equals] : "";
                if (name.Length == 0)
                    result.AddError("--parameter takes name=value");
                else if (pairs.Exists(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                    result.AddError($"--parameter {name} was given twice");
                else
                    pairs.Add(new(name, token.Value[(equals + 1)..]));
            }
            return [.. pairs];
        };
    }

    /// <summary>Value by name.</summary>
    public Dictionary<string, object?> Read(Invocation call) => (call.Value(this) ?? []).ToDictionary(
        pair => pair.Key, pair => (object?)pair.Value, StringComparer.OrdinalIgnoreCase);
}
