using System.Collections;
using System.Globalization;
using System.Text;

namespace JobOps.Cmdlets;

/// <summary>What a script can change of the process that it shares with the next one: it is as it was when this is disposed.</summary>
sealed class ProcessState : IDisposable
{
    readonly Dictionary<string, string?> _variables = Variables();
    readonly string _folder = Environment.CurrentDirectory;
    readonly TextWriter _output = Console.Out;
    readonly TextWriter _error = Console.Error;
    readonly TextReader _input = Console.In;
    readonly Encoding _outputEncoding = Console.OutputEncoding;
    readonly CultureInfo? _culture = CultureInfo.DefaultThreadCurrentCulture;
    readonly CultureInfo? _language = CultureInfo.DefaultThreadCurrentUICulture;
    readonly int _exitCode = Environment.ExitCode;

    public void Dispose()
    {
        foreach (var name in Variables().Keys.Where(name => !_variables.ContainsKey(name)))
            Environment.SetEnvironmentVariable(name, null);
        foreach (var (name, value) in _variables)
            Environment.SetEnvironmentVariable(name, value);
        Environment.CurrentDirectory = _folder;
        CultureInfo.DefaultThreadCurrentCulture = _culture;
        CultureInfo.DefaultThreadCurrentUICulture = _language;
        Environment.ExitCode = _exitCode;
        // Before the writers, which it replaces.
        if (!Equals(Console.OutputEncoding, _outputEncoding))
            Console.OutputEncoding = _outputEncoding;
        Console.SetOut(_output);
        Console.SetError(_error);
        Console.SetIn(_input);
    }

    static Dictionary<string, string?> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);
}
