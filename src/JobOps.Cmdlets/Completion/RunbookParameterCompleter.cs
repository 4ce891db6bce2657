using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace JobOps.Cmdlets;

/// <summary>The hashtable with the parameters of the chosen script; nothing where it cannot be read.</summary>
public sealed class RunbookParameterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        TypedRunbook.Find(fakeBoundParameters) is { } runbook ? ParameterOffer.Of(runbook.Parameters) : [];
}
