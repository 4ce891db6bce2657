using System.Text.Json.Nodes;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>An undo that only PowerShell can execute: a script block with all that it needs.</summary>
/// <param name="Document">Text of the block, its values and the functions it calls, as the cmdlets stored them.</param>
public sealed record ScriptBlockAction(JsonObject Document) : StepAction
{
    /// <summary>What is executed when the steps before this one are undone: a block of the same form; null for none.</summary>
    public ScriptBlockAction? AfterRollback() => Document["afterRollback"] is JsonObject block ? new(block.DeepClone().AsObject()) : null;

    /// <summary>The block as a person reads it, and behind it, as a comment, the values that it is executed with.</summary>
    /// <param name="result">The stored result of the step, which is its first argument; null for none.</param>
    public string Describe(string? result)
    {
        var text = ((string?)Document["text"])?.Trim() is { Length: > 0 } block ? block : "a block of PowerShell";
        var values = Document["values"] is JsonObject stored
            ? stored.Select(value => $"$using:{value.Key} = {StoredValue.Show((string?)value.Value)}")
            : [];
        var all = string.Join("; ", result is null ? values : values.Prepend($"result = {StoredValue.Show(result)}"));
        return all.Length == 0 ? text : text + (text.Contains('\n', StringComparison.Ordinal) ? "\n# " : "  # ") + all;
    }
}

/// <summary>The kind <c>scriptBlock</c>: the undo of a runbook's step, which no file declares.</summary>
sealed class ScriptBlockKind : TypedStepKind<ScriptBlockAction, JsonObject>
{
    public override string Name => "scriptBlock";

    public override bool IsDeclared => false;

    internal override (Shape<JsonObject> Shape, string Words) Member => throw new NotSupportedException("no file declares a script block");

    internal override ScriptBlockAction Read(JsonObject work, ActionDocument document) =>
        throw new NotSupportedException("no file declares a script block");

    // The cmdlets made it: whoever declares a step of a runbook hears then what its undo cannot take along.
    internal override void Check(ScriptBlockAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
    }

    protected override string Describe(ScriptBlockAction action, Func<Template, string> fill) =>
        action.Describe(result: null);
}
