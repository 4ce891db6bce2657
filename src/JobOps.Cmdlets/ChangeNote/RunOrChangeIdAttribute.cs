using System.Collections;
using System.Management.Automation;
using JobOps.Changes;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>
/// Takes the number of a change, C42, where the number of a run stands, too: as the number of its chain in the journal, which no run
/// has; a change from the pipeline, too. Two parameters at one place would do the same, but PowerShell completes nothing sensible there.
/// </summary>
public sealed class RunOrChangeIdAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            ChangeId id => id.JournalChain,
            Change change => change.ChangeId.JournalChain,
            string text => text.TrimStart().StartsWith('C') || text.TrimStart().StartsWith('c')
                ? ChangeId.TryParse(text, null, out var id) ? id.JournalChain : text
                : text,
            IEnumerable many => many.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            var other => other,
        };
}
