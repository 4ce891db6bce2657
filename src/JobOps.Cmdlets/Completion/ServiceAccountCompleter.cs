using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>The accounts that each Windows has and that need no password.</summary>
public sealed class ServiceAccountCompleter : IArgumentCompleter
{
    static readonly (string Account, string Words)[] s_known =
    [
        (WorkerServiceSetup.OwnAccount, "the service's own: it has the rights that it is given, and no others"),
        (@"NT AUTHORITY\LocalService", "few rights, shared with other services"),
        (@"NT AUTHORITY\NetworkService", "the same, and on the network those of the machine"),
        ("LocalSystem", "all rights on this machine"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return from known in s_known
               where known.Account.StartsWith(word, StringComparison.OrdinalIgnoreCase)
               select new CompletionResult(
                   Next.PowerShell(known.Account), known.Account, CompletionResultType.ParameterValue, known.Words);
    }
}
