using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Completes arguments with what the ledger holds. A prompt must never hang or complain: after two seconds, or after
/// any error, there is simply nothing to offer. Nor does a key press make a ledger where there is none.
/// </summary>
public abstract class LedgerCompleter : IArgumentCompleter
{
    // Longer than a ledger takes that answers, and about as long as one waits for Tab.
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private protected LedgerCompleter() { }

    /// <summary>What could stand here.</summary>
    /// <param name="ledger">The ledger of the session.</param>
    /// <param name="word">What was typed so far, without quotes.</param>
    /// <param name="bound">The parameters that are on the line already.</param>
    /// <param name="cancellation">The time limit.</param>
    private protected abstract Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation);

    /// <summary>What only the pipeline's thread can find out of the line; the ledger is asked on another one.</summary>
    private protected virtual IDictionary Prepare(IDictionary bound) => bound;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var bound = Prepare(fakeBoundParameters);
        try
        {
            // On a thread of its own: a database that does not answer may hold up even what is asynchronous.
            var work = Task.Run(() => CompleteAsync(wordToComplete.Trim('\'', '"'), bound, limit.Token));
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

    /// <summary>The name of the job that stands on the line already; empty for none.</summary>
    private protected static string JobName(IDictionary bound) =>
        LanguagePrimitives.TryConvertTo<string>(bound["Name"] ?? bound["JobName"], CultureInfo.InvariantCulture, out var name)
            ? name : "";

    /// <summary>The runs that stand there.</summary>
    private protected static long[] RunIds(IDictionary bound) =>
        bound["RunId"] is { } ids && LanguagePrimitives.TryConvertTo<long[]>(ids, CultureInfo.InvariantCulture, out var runIds)
            ? runIds : [];

    async Task<List<CompletionResult>> CompleteAsync(string word, IDictionary bound, CancellationToken cancellation)
    {
        if (!LedgerSession.IsThere)
            return [];
        var ledger = await LedgerSession.OpenAsync(_ => { }, cancellation);
        return [.. await CompleteAsync(ledger, word, bound, cancellation)];
    }
}
