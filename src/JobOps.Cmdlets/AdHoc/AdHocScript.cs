using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>
/// A script block with what it takes from the session: its arguments and the values of its $using: variables. They are
/// stored with the run, so that it can be executed again.
/// </summary>
sealed class AdHocScript
{
    /// <summary>The one step of the run.</summary>
    public const string StepName = "script";

    // The run's parameter that holds what the block takes, as CLIXML.
    const string InputParameter = "input";

    const string ArgumentsEntry = "Arguments";
    const string UsingEntry = "Using";

    // All streams come back as one, in their order, as from a runbook in a file.
    const string Call =
        """
        param($Text, $Values, $Arguments, $End, $JobEnvironment)
        $ErrorActionPreference = 'Stop'
        $PSNativeCommandUseErrorActionPreference = $true
        foreach ($value in $Values.GetEnumerator()) { Set-Variable -Name $value.Key -Value $value.Value }
        foreach ($once in 1) {
            & ([scriptblock]::Create($Text)) @Arguments *>&1
            $End.IsReached = $true
        }
        $End.IsPassed = $true
        """;

    readonly string _text;
    readonly Hashtable _using = [];
    readonly object?[] _arguments;

    /// <summary>On the pipeline's thread: reads variables of the session.</summary>
    /// <exception cref="JobOpsException">AdHocHoldsSecret</exception>
    public AdHocScript(PSCmdlet cmdlet, ScriptBlock block, object?[]? arguments)
    {
        _text = block.ToString();
        _arguments = arguments ?? [];
        foreach (var name in UsingVariables.In(block.Ast).Select(use => use.VariablePath.UserPath))
            _using[name] = cmdlet.GetVariableValue(name);
        foreach (DictionaryEntry value in _using)
            RequirePlain("$using:" + value.Key, value.Value);
        RequirePlain("-ArgumentList", _arguments);
    }

    /// <summary>The name of a block that nobody named: the same for the same text.</summary>
    public string DefaultName => "adhoc-" + Hash(_text)[..8];

    /// <summary>What Start-Job gives the run.</summary>
    public Dictionary<string, object?> Parameters => TakesInput
        ? new() { [InputParameter] = PSSerializer.Serialize(new Hashtable { [ArgumentsEntry] = _arguments, [UsingEntry] = _using }) }
        : [];

    bool TakesInput => _arguments.Length > 0 || _using.Count > 0;

    /// <summary>The block as the definition of a job.</summary>
    /// <param name="name">The name of the job.</param>
    /// <param name="words">Owner, expected result and rollback note, all of them.</param>
    /// <param name="folder">Absolute folder in which it is executed.</param>
    public JobDefinition ToDefinition(string name, AdHocParameters words, string folder) => new()
    {
        Name = name,
        Owner = words.Owner!,
        ExpectedResult = words.ExpectedResult!,
        RollbackNote = words.RollbackNote!,
        Kind = JobKind.Runbook,
        Parameters = TakesInput ? [new() { Name = InputParameter }] : [],
        WorkingDirectory = folder,
        ScriptText = _text,
        ScriptHash = Hash(_text),
    };

    /// <summary>Puts the block of a definition and what its run gives it into a shell.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="text">The block as it is stored.</param>
    /// <param name="parameters">Those of the run.</param>
    /// <param name="end">Is told how the block ended.</param>
    /// <param name="environment">What the block knows as $JobEnvironment; null for none.</param>
    public static void AddTo(
        PowerShell shell, string text, IReadOnlyDictionary<string, object?> parameters, ScriptEnd end, PSObject? environment)
    {
        var input = parameters.GetValueOrDefault(InputParameter) is string stored ? PSSerializer.Deserialize(stored) : null;
        var values = new Hashtable();
        foreach (DictionaryEntry value in Entry<IDictionary>(input, UsingEntry) ?? new Hashtable())
            values[UndoBlock.VariableFor($"{value.Key}")] = value.Value;
        var arguments = Entry<IEnumerable>(input, ArgumentsEntry)?.Cast<object?>().ToArray() ?? [];
        shell.AddScript(Call, useLocalScope: true)
            .AddArgument(UndoBlock.WithVariables(text)).AddArgument(values).AddArgument(arguments).AddArgument(end)
            .AddArgument(environment);
    }

    /// <summary>SHA-256 of a text, lower-case hex.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    static void RequirePlain(string where, object? value)
    {
        if (StoredSecret.PathIn(PSSerializer.Serialize(value)) is { } path)
            throw new JobOpsException(Error.AdHocHoldsSecret(where + path));
    }

    static T? Entry<T>(object? input, string name)
        where T : class =>
        Unwrap(input) is IDictionary entries ? Unwrap(entries[name]) as T : null;

    static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
