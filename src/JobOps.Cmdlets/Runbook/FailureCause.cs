using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Why a script or a block ended early, in words for a person: never the name of a type.</summary>
static class FailureCause
{
    // PowerShell's id of the error that a program ended with another exit code than 0.
    const string ProgramFailed = "ProgramExitedWithNonZeroCode";

    /// <summary>What went wrong, in the words of the error itself: PowerShell puts its own words around an error that
    /// <c>$ErrorActionPreference</c> made stop.</summary>
    public static string Of(Exception exception) => exception switch
    {
        ExitException exit => Exited("The block", CodeOf(exit)),
        BreakException => LeftEarly("The block"),
        ContinueException => LeftEarly("The block"),
        _ when AllowedExitCodes.Refused(exception) is { } code => $"A program ended with exit code {code}.",
        RuntimeException { WasThrownFromThrowStatement: true, ErrorRecord: { } record } when IsObject(record.TargetObject) =>
            Describe(record.TargetObject, isInner: false),
        RuntimeException { ErrorRecord: { } record } => Said(record.ToString(), record.Exception ?? exception),
        _ => Said(exception.Message, exception),
    };

    /// <summary>A program was the cause, by its exit code.</summary>
    public static bool IsProgram(Exception exception) =>
        AllowedExitCodes.Refused(exception) is not null
        || (exception is RuntimeException { ErrorRecord.FullyQualifiedErrorId: { } id }
            && id.StartsWith(ProgramFailed, StringComparison.Ordinal));

    /// <summary>It ended by <c>exit</c>.</summary>
    public static string Exited(string what, int code) => $"{what} ended with exit code {code}.";

    /// <summary>It ended by <c>break</c> or <c>continue</c> where no loop is: what comes after it was not executed.</summary>
    public static string LeftEarly(string what) =>
        $"{what} ended early: at a 'break' or 'continue' that stands in no loop of its own. 'return' ends it on purpose.";

    /// <summary>The code of an <c>exit</c>.</summary>
    public static int CodeOf(ExitException exit) =>
        LanguagePrimitives.TryConvertTo<int>(exit.Argument, CultureInfo.InvariantCulture, out var code) ? code : 1;

    static string Said(string words, Exception exception) => words switch
    {
        // What PowerShell says of a 'throw' with nothing behind it.
        "ScriptHalted" => "a 'throw' without words",
        _ when string.IsNullOrWhiteSpace(words) => $"an error without words ({exception.GetType().Name})",
        _ => words,
    };

    static bool IsObject(object? thrown) => Unwrap(thrown) is not (null or string or Exception or ErrorRecord or ValueType);

    /// <summary>An object that was thrown: what it holds and not what it is.</summary>
    static string Describe(object? thrown, bool isInner = true) => Unwrap(thrown) switch
    {
        null => "$null",
        IDictionary entries => Listed(entries.Cast<DictionaryEntry>().Select(entry => ($"{entry.Key}", entry.Value)), isInner),
        PSCustomObject =>
            Listed(PSObject.AsPSObject(thrown).Properties.Select(property => (property.Name, (object?)property.Value)), isInner),
        IEnumerable items and not string => string.Join(", ", items.Cast<object?>().Select(item => Describe(item))),
        var value => $"{value}",
    };

    static string Listed(IEnumerable<(string Name, object? Value)> members, bool isInner)
    {
        var list = string.Join("; ", members.Select(member => $"{member.Name} = {Describe(member.Value)}"));
        return isInner ? $"{{ {list} }}" : list;
    }

    static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
