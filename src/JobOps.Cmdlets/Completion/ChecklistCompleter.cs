using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Checklists;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>The checklists of this folder and those that JobOps brings.</summary>
public sealed class ChecklistCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return from name in ChecklistFile.Names(Environment.CurrentDirectory)
               where name.StartsWith(word, StringComparison.OrdinalIgnoreCase)
               select new CompletionResult(
                   Next.PowerShell(name), name, CompletionResultType.ParameterValue,
                   ChecklistFile.Ready.Contains(name) ? $"{name}, as JobOps brings it or as it is here" : $"{name}, of this folder");
    }
}
