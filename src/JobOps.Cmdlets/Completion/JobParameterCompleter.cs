using System.Collections;
using System.Globalization;
using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Writes the hashtable for <c>-Parameter</c> with the names that the chosen job takes, the required ones first. PowerShell
/// asks no completer within the braces, so the whole is offered before they are typed.
/// </summary>
public sealed class JobParameterCompleter : LedgerCompleter
{
    private protected override async Task<IEnumerable<CompletionResult>> CompleteAsync(
        ILedger ledger, string word, IDictionary bound, CancellationToken cancellation)
    {
        var name = Convert.ToString(bound["Name"] ?? bound["JobName"], CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(name) || await ledger.FindJobAsync(name, version: null, cancellation) is not { } job)
            return [];
        var required = job.Parameters.Where(parameter => parameter.Required).ToList();
        return new[] { required, job.Parameters }
            .Where(choice => choice.Count > 0)
            .DistinctBy(choice => choice.Count)
            .Select(Hashtable);
    }

    static CompletionResult Hashtable(IReadOnlyList<ParameterDefinition> parameters)
    {
        var text = "@{ " + string.Join("; ", parameters.Select(parameter => $"{parameter.Name} = {Value(parameter)}")) + " }";
        var tooltip = string.Join("\n", parameters.Select(
            parameter => $"{parameter.Name}: {ParameterValues.Describe(parameter)}{(parameter.Required ? ", required" : "")}"));
        return new(text, string.Join(", ", parameters.Select(parameter => parameter.Name)), CompletionResultType.ParameterValue, tooltip);
    }

    static string Value(ParameterDefinition parameter) => parameter switch
    {
        { Secret: true } => "(Read-Host -AsSecureString)",
        { Default: bool truth } => truth ? "$true" : "$false",
        { Default: { } value } => Quoted(ParameterValues.Text(value)),
        { Allowed: [var first, ..] } => Quoted(ParameterValues.Text(first)),
        { Type: ParameterType.Integer or ParameterType.Number } => "0",
        { Type: ParameterType.Boolean } => "$true",
        _ => "''",
    };

    static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
