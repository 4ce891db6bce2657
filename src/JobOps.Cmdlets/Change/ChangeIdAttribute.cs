using System.Collections;
using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Reads the number of a change as a person types it: C42; where nothing else can be meant, 42, too.</summary>
public sealed class ChangeIdAttribute : ArgumentTransformationAttribute
{
    /// <summary>A number without a C is that of a run: where both are asked for at one place, it must stay a number.</summary>
    public bool NumbersAreRuns { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            ChangeId id => id,
            string text => Read(text),
            IEnumerable many => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            var other => Read($"{other}"),
        };

    // What cannot be read, PowerShell refuses itself: in ChangeId's words.
    object Read(string text) =>
        ChangeId.TryParse(text, null, out var id) && !(NumbersAreRuns && char.IsAsciiDigit(text.Trim()[0])) ? id : text;
}
