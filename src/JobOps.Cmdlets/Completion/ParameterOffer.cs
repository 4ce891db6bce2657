using System.Management.Automation;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>
/// The hashtable of <c>-Parameter</c>, to be filled in. PowerShell asks no completer within the braces, so the whole is
/// offered before they are typed.
/// </summary>
static class ParameterOffer
{
    /// <summary>A hashtable with the required parameters, and one with all of them; one where these are the same.</summary>
    public static IEnumerable<CompletionResult> Of(IReadOnlyList<ParameterDefinition> parameters)
    {
        var required = parameters.Where(parameter => parameter.Required).ToList();
        return new[] { required, parameters }
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
