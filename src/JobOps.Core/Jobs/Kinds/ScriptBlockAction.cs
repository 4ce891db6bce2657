using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>An undo that only PowerShell can execute: a script block with all that it needs.</summary>
/// <param name="Document">Text of the block, its values and the functions it calls, as the cmdlets stored them.</param>
public sealed record ScriptBlockAction(JsonObject Document) : StepAction;
