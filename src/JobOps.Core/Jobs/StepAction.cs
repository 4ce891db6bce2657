using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>Something to execute: a command, a script or an HTTP probe.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CommandAction), "command")]
[JsonDerivedType(typeof(ScriptAction), "script")]
[JsonDerivedType(typeof(HttpAction), "http")]
[JsonDerivedType(typeof(ScriptBlockAction), "scriptBlock")]
public abstract record StepAction;
