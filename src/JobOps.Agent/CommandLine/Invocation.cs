using System.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.CommandLine;

/// <summary>One call of a command: what was typed, where its answer goes, and when to stop.</summary>
sealed record Invocation(ParseResult Parse, Screen Screen, CancellationToken Cancellation)
{
    public T? Value<T>(Argument<T> argument) => Parse.GetValue(argument);

    public T? Value<T>(Option<T> option) => Parse.GetValue(option);

    /// <summary>The ledger that <c>--ledger</c> names, or the default one.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid, LedgerPasswordOnCommandLine</exception>
    public LedgerLocation Location
    {
        get
        {
            if (Value(GlobalOptions.Ledger) is not { } text)
                return LedgerLocation.Default();
            var location = LedgerLocation.Parse(text);
            return location.HoldsPassword
                ? throw new JobOpsException(Error.LedgerPasswordOnCommandLine())
                : location;
        }
    }
}
