using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>
/// Takes a rollback block with the values and functions that it needs, or says what it would miss. On the pipeline's
/// thread only: it reads the variables of the script that declares the step.
/// </summary>
sealed class UndoBlockCapture(PSCmdlet cmdlet, string stepName, SecretMask mask)
{
    static readonly Lazy<HashSet<string>> s_builtInFunctions = new(() =>
        InitialSessionState.CreateDefault2().Commands.OfType<SessionStateFunctionEntry>()
            .Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));

    readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, string> _functions = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _modules = [];

    /// <exception cref="JobOpsException">RollbackNotPortable, RollbackHoldsSecret</exception>
    public UndoBlock Take(ScriptBlock block)
    {
        TakeFrom(block.Ast);
        return new()
        {
            Text = block.ToString(),
            Values = _values,
            Functions = _functions,
            Modules = [.. _modules],
            WorkingDirectory = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        };
    }

    void TakeFrom(Ast script)
    {
        if (FreeVariables.In(script).FirstOrDefault() is { } free)
            throw new JobOpsException(Error.RollbackNotPortable(stepName, "$" + free));
        foreach (var use in UsingVariables.In(script))
            TakeValue(use.VariablePath.UserPath);
        var own = script.FindAll(node => node is FunctionDefinitionAst, searchNestedScriptBlocks: true)
            .Cast<FunctionDefinitionAst>().Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var call in script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            if (call.GetCommandName() is { } name && !own.Contains(name))
                TakeCommand(name);
    }

    void TakeValue(string name)
    {
        if (_values.ContainsKey(name))
            return;
        var variable = cmdlet.SessionState.PSVariable.Get(name)
                       ?? throw new JobOpsException(Error.RollbackNotPortable(stepName, "$" + name));
        var stored = StoredOutput.Serialize(variable.Value);
        if (StoredSecret.PathIn(stored) is { } path)
            throw new JobOpsException(Error.RollbackHoldsSecret(stepName, $"$using:{name}{path}"));
        if (mask.Apply(stored) != stored)
            throw new JobOpsException(Error.RollbackHoldsSecret(stepName, $"$using:{name}"));
        _values[name] = stored;
    }

    /// <summary>A function of the script is taken along with what it calls; of a module's command, the module.</summary>
    void TakeCommand(string name)
    {
        var command = cmdlet.SessionState.InvokeCommand.GetCommand(name, CommandTypes.Alias | CommandTypes.Function | CommandTypes.Cmdlet);
        if (command is AliasInfo alias)
            command = alias.ResolvedCommand;
        if (command is null || _functions.ContainsKey(command.Name))
            return;
        if (command.Module is { } module)
        {
            if (module.Path is { Length: > 0 } path && !path.StartsWith(PowerShellHome, StringComparison.OrdinalIgnoreCase))
                _modules.Add(path);
        }
        else if (command is FunctionInfo function && !s_builtInFunctions.Value.Contains(function.Name))
        {
            _functions[function.Name] = function.Definition;
            TakeFrom(function.ScriptBlock.Ast);
        }
    }

    static string PowerShellHome => Path.GetDirectoryName(typeof(PSObject).Assembly.Location)!;
}
