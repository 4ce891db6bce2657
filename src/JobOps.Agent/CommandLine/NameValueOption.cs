using System.CommandLine;

namespace JobOps.Agent.CommandLine;

/// <summary>An option such as <c>--parameter name=value</c>, as often as there are names.</summary>
sealed class NameValueOption : Option<KeyValuePair<string, string>[]>
{
    public NameValueOption(string name, string description, params string[] aliases) : base(name, aliases)
    {
        Description = description;
        HelpName = "name=value";
        Arity = ArgumentArity.ZeroOrMore;
        CustomParser = result =>
        {
            var pairs = new List<KeyValuePair<string, string>>();
            foreach (var token in result.Tokens)
            {
                var equals = token.Value.IndexOf('=');
                var key = equals > 0 ? token.Value[..equals] : "";
                if (key.Length == 0)
                    result.AddError($"{name} takes name=value");
                else if (pairs.Exists(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                    result.AddError($"{name} {key} was given twice");
                else
                    pairs.Add(new(key, token.Value[(equals + 1)..]));
            }
            return [.. pairs];
        };
    }

    /// <summary>Value by name.</summary>
    public Dictionary<string, string> Read(Invocation call) =>
        new(call.Value(this) ?? [], StringComparer.OrdinalIgnoreCase);
}
