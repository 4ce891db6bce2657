using JobOps.Steps;

namespace JobOps.Wording;

/// <summary>What became of a step and of the paths that it touched.</summary>
public static class StepWords
{
    /// <summary>The one thing about a step that its status does not say.</summary>
    public static string Note(JobStep step) => step.UndoReason ?? step.Error?.Actual ?? step.Error?.What ?? DoneBefore(step) ?? "";

    /// <summary>Of a step that an earlier attempt of its run has finished: <c>done before, in attempt 1</c>; null for any other.</summary>
    public static string? DoneBefore(JobStep step) =>
        step.WasDoneBefore ? FormattableString.Invariant($"done before, in attempt {step.Attempt}") : null;

    /// <summary>Whether and how a step can be undone, or was.</summary>
    public static string Undo(JobStep step) => step switch
    {
        { UndoStatus: { } status } => status.ToString(),
        { ReadOnly: true } => "not needed",
        { Undo: null } => "none",
        _ => "ready",
    };

    /// <summary>How a step ended that was executed, or found finished by a run that goes on.</summary>
    public static string Ended(StepStatus status, bool remembered) => remembered ? "done before; not executed again" : $"{status}";

    /// <summary>What a path was and what it became: <c>current: releases/1 → releases/2</c>.</summary>
    public static string Change(string name, TouchedPath? before, TouchedPath? after) =>
        before?.IsSameAs(after) ?? after is null
            ? $"{name}: {State(after, before)}, not changed"
            : $"{name}: {State(before, after)} → {State(after, before)}";

    static string State(TouchedPath? path, TouchedPath? other) => path switch
    {
        null => "not known",
        { Kind: PathKind.Link } when !path.DiffersInAccessFrom(other) => path.Value,
        _ => path.Beside(other),
    };
}
