using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Completes arguments with what the ledger holds. A prompt must never hang or complain: after two seconds, or after
/// any error, there is simply nothing to offer.
/// </summary>
public abstract class LedgerCompleter : IArgumentCompleter
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private protected LedgerCompleter() { }

    /// <summary>What could stand here.</summary>
    /// <param name="ledger">The ledger of the session.</param>
    /// <param name="word">What was typed so far, without quotes.</param>
    /// <param name="bound">The parameters that are on the line already.</param>
    /// <param name="cancellation">The time limit.</param>
    private protected abstract Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            var work = Task.Run(async () =>
            {
                var ledger = await LedgerSession.OpenAsync(_ => { }, limit.Token);
                return (await CompleteAsync(ledger, wordToComplete.Trim('\'', '"'), fakeBoundParameters, limit.Token)).ToList();
            });
            return work.Wait(s_limit) ? work.Result : [];
        }
        catch (AggregateException)
        {
            return [];
        }
    }

    /// <summary>A value as one word, with what a person reads beside it.</summary>
    private protected static CompletionResult Offer(string value, string tooltip) =>
        new(Next.PowerShell(value), value, CompletionResultType.ParameterValue, tooltip);
}
