using System.Management.Automation.Language;

namespace JobOps.Cmdlets;

/// <summary>Finds the variables of a script that only the session around it can give a value to.</summary>
static class FreeVariables
{
    // What every PowerShell session has by itself. $PSScriptRoot and $PSCommandPath are not here: a stored block has no file.
    static readonly HashSet<string> s_automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "null", "true", "false", "args", "input", "this", "Error", "?", "^", "$", "Matches", "LASTEXITCODE",
        "PWD", "HOME", "PID", "PSHOME", "Host", "PSVersionTable", "PSEdition", "PSStyle", "ShellId", "ExecutionContext",
        "IsLinux", "IsMacOS", "IsWindows", "IsCoreCLR", "PSCulture", "PSUICulture", "PSBoundParameters", "MyInvocation",
        "StackTrace", "foreach", "switch", "OFS", "OutputEncoding", "PSDefaultParameterValues", "PSNativeCommandArgumentPassing",
        "PSNativeCommandUseErrorActionPreference", "ErrorActionPreference", "WarningPreference", "VerbosePreference",
        "DebugPreference", "InformationPreference", "ProgressPreference", "ConfirmPreference", "WhatIfPreference",
    };

    /// <summary>The names of the free variables, in the order in which they are used, without <c>$</c>.</summary>
    public static IEnumerable<string> In(Ast script)
    {
        var local = Locals(script);
        var passed = UsingVariables.In(script).ToHashSet();
        return script.FindAll(node => node is VariableExpressionAst, searchNestedScriptBlocks: true)
            .Cast<VariableExpressionAst>()
            .Where(variable => !passed.Contains(variable))
            .Select(variable => variable.VariablePath)
            .Where(path => !IsPortable(path, local))
            .Select(path => path.UserPath)
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    static bool IsPortable(System.Management.Automation.VariablePath path, HashSet<string> local)
    {
        if (path.IsDriveQualified)
            return path.DriveName.Equals("env", StringComparison.OrdinalIgnoreCase);
        if (path.IsGlobal || path.IsScript)
            return false;
        var name = path.UserPath[(path.UserPath.IndexOf(':') + 1)..];
        return s_automatic.Contains(name) || local.Contains(name);
    }

    /// <summary>What the script sets itself: parameters, loop variables, assignments.</summary>
    static HashSet<string> Locals(Ast script)
    {
        var local = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in script.FindAll(_ => true, searchNestedScriptBlocks: true))
        {
            var targets = node switch
            {
                ParameterAst parameter => [parameter.Name],
                ForEachStatementAst loop => [loop.Variable],
                // $x += 1 reads $x first, so it does not count.
                AssignmentStatementAst { Operator: TokenKind.Equals } assignment => Targets(assignment.Left),
                _ => Enumerable.Empty<VariableExpressionAst>(),
            };
            foreach (var target in targets)
                local.Add(target.VariablePath.UserPath[(target.VariablePath.UserPath.IndexOf(':') + 1)..]);
        }
        return local;
    }

    static IEnumerable<VariableExpressionAst> Targets(ExpressionAst left) => left switch
    {
        VariableExpressionAst variable => [variable],
        AttributedExpressionAst typed => Targets(typed.Child),
        ArrayLiteralAst several => several.Elements.SelectMany(Targets),
        _ => [],
    };
}
