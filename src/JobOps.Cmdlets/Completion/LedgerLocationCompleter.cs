using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Where a ledger may be: the places that this session knows, and paths behind <c>sqlite:</c>. Of a connection string nothing
/// is offered, and never the name of a file where none can stand.
/// </summary>
public sealed class LedgerLocationCompleter : IArgumentCompleter
{
    const string File = LedgerLocation.Sqlite + ":";
    const string Server = LedgerLocation.SqlServer + ":";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        var known = Known().Where(place => place.Location.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(place => place.Location)
            .Select(place => new CompletionResult(
                Next.PowerShell(place.Location), place.Location, CompletionResultType.ParameterValue, place.Words));
        return word.StartsWith(File, StringComparison.OrdinalIgnoreCase) ? [.. known, .. Paths(word[File.Length..])] : [.. known];
    }

    static IEnumerable<(string Location, string Words)> Known()
    {
        if (Usable(() => LedgerLocation.Parse(LedgerSession.Current?.Info.Location ?? "")) is { } current)
            yield return (current, "the ledger of this session");
        if (Usable(LedgerLocation.Default) is { } standard)
            yield return (standard, "the default ledger");
        yield return (File, "a file: sqlite:./ledger.db");
        yield return (Server, "a database: sqlserver:Server=db1;Database=ops");
    }

    // One with a password is shown without it, and leads nowhere so.
    static string? Usable(Func<LedgerLocation> read)
    {
        try
        {
            return read() is { HoldsPassword: false } location ? location.ToString() : null;
        }
        catch (JobOpsException)
        {
            return null;
        }
    }

    static IEnumerable<CompletionResult> Paths(string begin) =>
        from path in CompletionCompleters.CompleteFilename(begin)
        where path.ResultType is CompletionResultType.ProviderItem or CompletionResultType.ProviderContainer
        select new CompletionResult(
            Next.PowerShell(File + path.CompletionText.Trim('\'')), path.ListItemText, path.ResultType, path.ToolTip);
}
