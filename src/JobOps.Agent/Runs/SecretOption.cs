using System.CommandLine;
using System.Text;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Agent.Runs;

/// <summary>
/// <c>--secret NAME</c>: the value of a secret parameter from the environment variable <c>JOBOPS_PARAM_NAME</c>, else
/// from a line of standard input. It is never an argument: every user of a host can read those.
/// </summary>
sealed class SecretOption : Option<string[]>
{
    const string Prefix = "JOBOPS_PARAM_";

    public SecretOption() : this("--secret", "A secret parameter")
    {
    }

    /// <param name="name">The option.</param>
    /// <param name="what">What has the value.</param>
    public SecretOption(string name, string what) : base(name)
    {
        Description = $"{what} by its name; the value is read from {Prefix}<NAME> or from standard input.";
        HelpName = "name";
    }

    /// <summary>Value by name for each secret that the command line names.</summary>
    /// <exception cref="JobOpsException">SecretNotGiven</exception>
    public IReadOnlyDictionary<string, string> Read(Invocation call)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in call.Value(this) ?? [])
            secrets[name] = FromEnvironment(name) ?? FromInput(name) ?? throw new JobOpsException(Error.SecretNotGiven(name));
        return secrets;
    }

    /// <summary>Refuses a secret that stands in <c>--parameter</c>.</summary>
    /// <exception cref="JobOpsException">SecretOnCommandLine</exception>
    public static void Refuse(JobDefinition job, IEnumerable<string> parametersOnCommandLine)
    {
        var names = parametersOnCommandLine.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (job.Secrets.FirstOrDefault(secret => names.Contains(secret.Name)) is { } exposed)
            throw new JobOpsException(Error.SecretOnCommandLine(job.Name, exposed.Name));
    }

    // Taken out of the environment, so that no process we start inherits it by accident.
    static string? FromEnvironment(string name)
    {
        // A shell sets no variable with a hyphen in its name.
        var upper = name.ToUpperInvariant();
        foreach (var variable in new[] { Prefix + name, Prefix + upper, Prefix + upper.Replace('-', '_') })
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } value)
                continue;
            Environment.SetEnvironmentVariable(variable, null);
            return value;
        }
        return null;
    }

    static string? FromInput(string name)
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine();
        Console.Error.Write($"{name}: ");
        var value = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
                value.Length = Math.Max(0, value.Length - 1);
            else if (key.KeyChar != '\0')
                value.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return value.Length > 0 ? value.ToString() : null;
    }
}
