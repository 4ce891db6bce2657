using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>Something to execute. What can be executed, and how it is declared, says its <see cref="StepKind"/>.</summary>
[JsonConverter(typeof(StepActionConverter))]
public abstract record StepAction;
