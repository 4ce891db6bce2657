using System.Collections;
using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Reads the number of a change as a person types it: C42, or 42.</summary>
public sealed class ChangeIdAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    // What cannot be read, PowerShell refuses itself: in ChangeId's words.
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            ChangeId id => id,
            string text => ChangeId.TryParse(text, null, out var id) ? id : text,
            IEnumerable many => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            var other => ChangeId.TryParse($"{other}", null, out var id) ? id : other,
        };
}
