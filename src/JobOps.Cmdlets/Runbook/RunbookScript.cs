using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>A script file read as the definition of a job: what its help says of it, and its parameters.</summary>
static class RunbookScript
{
    /// <summary>Reads the script; does not execute any of it.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="name">The name of the job; null for the one that the script's notes give it, or else its file's.</param>
    /// <exception cref="JobOpsException">RunbookNotFound, RunbookInvalid, JobTextsInvalid</exception>
    public static JobDefinition Read(string path, string? name = null)
    {
        if (!File.Exists(path))
            throw new JobOpsException(Error.RunbookNotFound(path));
        var script = Parser.ParseFile(path, out var tokens, out var mistakes);
        if (mistakes is [var first, ..])
            throw new JobOpsException(Error.RunbookInvalid(
                path, $"line {first.Extent.StartLineNumber}: {first.Message}", "a script without syntax errors"));
        var help = script.GetHelpContent();
        var texts = JobTexts.OfScript(path);
        var notes = new RunbookNotes(path, help?.Notes ?? NotesComment(tokens), texts);
        return new()
        {
            Name = RequireName(path, name ?? notes.Name ?? Path.GetFileNameWithoutExtension(path)),
            Owner = notes.Owner,
            ExpectedResult = notes.ExpectedResult,
            RollbackNote = notes.RollbackNote,
            Description = string.IsNullOrWhiteSpace(help?.Synopsis) ? null : help.Synopsis.Trim(),
            Kind = JobKind.Runbook,
            Parameters = [.. (script.ParamBlock?.Parameters ?? Enumerable.Empty<ParameterAst>())
                .SelectMany(parameter => Parameters(path, parameter))],
            Queue = notes.Queue,
            Timeout = notes.Timeout,
            Overlap = notes.Overlap,
            Concurrency = notes.Concurrency,
            Isolation = notes.Isolation,
            Environments = notes.Environments,
            Probes = texts.Probes,
            RequireRehearsal = texts.RequireRehearsal,
            Approval = texts.Approval,
            Then = texts.Then,
            After = texts.After,
            Keep = texts.Keep,
            Retry = notes.Retry,
            WorkingDirectory = Path.GetDirectoryName(path)!,
            ScriptPath = path,
            ScriptText = File.ReadAllText(path) is { Length: <= JobDefinitionRules.LongestScript } text ? text : null,
            ScriptHash = Hash(path),
        };
    }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    static string RequireName(string path, string name) => NameRule.Job.Fits(name)
        ? name
        : throw new JobOpsException(Error.RunbookInvalid(
            path, $"the name '{name}'",
            $"{NameRule.Job.Words}: the name of the file, or -Name, or a line 'Name: …' below .NOTES in the script's help"));

    /// <summary>
    /// PowerShell takes help that stands close above the first function for help of that function, even where a param
    /// block stands between. The notes are meant for the script all the same.
    /// </summary>
    static string NotesComment(Token[] tokens) =>
        tokens.FirstOrDefault(token => token.Kind == TokenKind.Comment && token.Text.Contains(".NOTES", StringComparison.OrdinalIgnoreCase))
            ?.Text ?? "";

    /// <summary>A credential is two: its password, which is a secret, and its user name, which is none.</summary>
    static IEnumerable<ParameterDefinition> Parameters(string path, ParameterAst parameter)
    {
        var name = parameter.Name.VariablePath.UserPath;
        var (minimum, maximum) = Range(parameter);
        var (type, shape) = TypeOf(path, name, parameter.StaticType);
        yield return new()
        {
            Name = name,
            Type = type,
            Shape = shape,
            Secret = parameter.StaticType == typeof(System.Security.SecureString) || shape == ParameterShape.Credential,
            Required = IsMandatory(parameter),
            Allowed = shape == ParameterShape.Plain ? Allowed(parameter) : null,
            Minimum = shape == ParameterShape.Plain ? minimum : null,
            Maximum = shape == ParameterShape.Plain ? maximum : null,
        };
        if (shape == ParameterShape.Credential)
            yield return new() { Name = ShapedValue.UserNameOf(name), Description = $"The user name of {name}." };
    }

    static List<object>? Allowed(ParameterAst parameter) =>
        Attribute(parameter, "ValidateSet")?.PositionalArguments.Select(ValueOf).ToList() is { } values && !values.Contains(null)
            ? [.. values.OfType<object>()]
            : null;

    /// <summary>What stands there as a value; null for what only PowerShell can tell, such as a class that names the values.</summary>
    static object? ValueOf(ExpressionAst expression)
    {
        try
        {
            return expression.SafeGetValue();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Other than text, a parameter has to be something that the ledger can store and a later session can pass again.
    static (ParameterType Type, ParameterShape Shape) TypeOf(string path, string name, Type type)
    {
        if (type == typeof(bool) || type == typeof(SwitchParameter))
            return (ParameterType.Boolean, ParameterShape.Plain);
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            return (ParameterType.Number, ParameterShape.Plain);
        if (type.IsPrimitive && type != typeof(char))
            return (ParameterType.Integer, ParameterShape.Plain);
        if (type == typeof(PSCredential))
            return (ParameterType.String, ParameterShape.Credential);
        if (type.IsAssignableFrom(typeof(System.Collections.Hashtable)) && type != typeof(object))
            return (ParameterType.String, ParameterShape.Map);
        if (type.IsArray && IsPlain(type.GetElementType()!))
            return (ParameterType.String, ParameterShape.List);
        if (IsPlain(type))
            return (ParameterType.String, ParameterShape.Plain);
        throw new JobOpsException(Error.RunbookInvalid(
            path, $"parameter ${name} is of type [{type.Name}]",
            "a type that the ledger can store: text, numbers, switches, what PowerShell makes of a text (dates, enumerations, …), "
                + "lists such as [string[]] and [int[]], [hashtable], and [securestring] or [pscredential] for secrets"));
    }

    static bool IsPlain(Type type) =>
        type == typeof(string)
        || (!typeof(System.Collections.IEnumerable).IsAssignableFrom(type) && type != typeof(ScriptBlock) && type != typeof(PSObject)
            && type != typeof(PSCredential));

    static bool IsMandatory(ParameterAst parameter) =>
        Attribute(parameter, "Parameter")?.NamedArguments.FirstOrDefault(
            argument => argument.ArgumentName.Equals("Mandatory", StringComparison.OrdinalIgnoreCase)) is { } mandatory
        && (mandatory.ExpressionOmitted || LanguagePrimitives.IsTrue(mandatory.Argument.SafeGetValue()));

    static (decimal? Minimum, decimal? Maximum) Range(ParameterAst parameter) =>
        Attribute(parameter, "ValidateRange")?.PositionalArguments is [var least, var most]
            ? (Number(least), Number(most))
            : (null, null);

    // PowerShell checks the range itself: one that no decimal can hold is not foreseen.
    static decimal? Number(ExpressionAst expression) =>
        ValueOf(expression) is { } value ? ExactNumber.ParseDecimal(ParameterValues.Text(value)) : null;

    static AttributeAst? Attribute(ParameterAst parameter, string name) =>
        parameter.Attributes.OfType<AttributeAst>().FirstOrDefault(
            attribute => attribute.TypeName.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
