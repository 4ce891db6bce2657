using System.Management.Automation;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>What came of a script.</summary>
/// <param name="All">Objects, and records of all streams, in their order.</param>
/// <param name="End">The error that ended it; null where it reached its end.</param>
public sealed record Answer(IReadOnlyList<object> All, ErrorRecord? End)
{
    /// <summary>Errors after which it went on.</summary>
    public IReadOnlyList<ErrorRecord> Errors => [.. Of<ErrorRecord>()];

    /// <summary>The only error, whether it ended the script or not.</summary>
    public ErrorRecord Error => Assert.Single(End is null ? Errors : [.. Errors, End]);

    /// <summary>The objects, without what stands on other streams.</summary>
    public IReadOnlyList<object> Objects => [.. All.Where(item => Stream(item).Length == 0)];

    /// <summary>All in its order, as texts: objects as they are, the rest behind the name of its stream.</summary>
    public IReadOnlyList<string> Texts =>
        [.. All.Select(item => Stream(item) is { Length: > 0 } stream ? $"{stream}: {Text(item)}" : $"{item}")];

    /// <summary>The items of one type, in their order.</summary>
    public IEnumerable<T> Of<T>() => All.OfType<T>();

    /// <summary>What was printed past the streams, as one text.</summary>
    public string Printed => string.Join('\n', Of<HostLine>().Select(line => line.Text));

    /// <summary>The same answer, of which nothing is an error.</summary>
    public Answer Succeeded()
    {
        Assert.Null(End?.ToString());
        Assert.Empty(Errors.Select(error => error.ToString()));
        return this;
    }

    static string Stream(object item) => item switch
    {
        ErrorRecord => "error",
        WarningRecord => "warning",
        VerboseRecord => "verbose",
        DebugRecord => "debug",
        InformationRecord => "information",
        ProgressRecord => "progress",
        HostLine => "host",
        HostQuestion => "question",
        _ => "",
    };

    static string Text(object item) => item switch
    {
        ErrorRecord error => error.FullyQualifiedErrorId.Split(',')[0],
        ProgressRecord bar => $"{bar.RecordType} {bar.Activity}",
        HostLine line => line.Text,
        HostQuestion question => question.Text,
        _ => item.ToString()!,
    };
}
