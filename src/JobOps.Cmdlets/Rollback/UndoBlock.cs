using System.Management.Automation.Language;
using System.Text;
using System.Text.Json.Nodes;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>A rollback block with all that it needs in another process, days later.</summary>
sealed record UndoBlock
{
    /// <summary>The block as it was written, without its braces.</summary>
    public required string Text { get; init; }

    /// <summary>CLIXML of the values that it takes as <c>$using:name</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Text of the functions that it calls, by name.</summary>
    public IReadOnlyDictionary<string, string> Functions { get; init; } = new Dictionary<string, string>();

    /// <summary>Paths of the modules whose commands it calls.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The folder in which the runbook was when the step began.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What is executed when the steps before the block's own are undone; null for nothing.</summary>
    public UndoBlock? AfterRollback { get; init; }

    /// <summary>The undo as it is written into the ledger.</summary>
    public string ToUndo() => LedgerJson.Write<StepAction>(
        new ScriptBlockAction(JsonNode.Parse(LedgerJson.Write(this))!.AsObject()));

    /// <summary>Reads what <see cref="ToUndo"/> wrote.</summary>
    public static UndoBlock Read(ScriptBlockAction action) => LedgerJson.Read<UndoBlock>(action.Document.ToJsonString())!;

    /// <summary>The name of the variable that holds the value of <c>$using:name</c> when the block is executed.</summary>
    public static string VariableFor(string name) => "__using_" + name;

    /// <summary>
    /// A script in which ordinary variables stand for <c>$using:</c>, which PowerShell knows only where it sends a
    /// block elsewhere by itself.
    /// </summary>
    public static string WithVariables(string script)
    {
        var tree = Parser.ParseInput(script, out _, out _);
        var result = new StringBuilder(script);
        foreach (var use in UsingVariables.In(tree).OrderByDescending(use => use.Extent.StartOffset))
        {
            var name = VariableFor(use.VariablePath.UserPath);
            result.Remove(use.Extent.StartOffset, use.Extent.EndOffset - use.Extent.StartOffset)
                .Insert(use.Extent.StartOffset, use.Splatted ? $"@{name}" : $"${{{name}}}");
        }
        return result.ToString();
    }
}
