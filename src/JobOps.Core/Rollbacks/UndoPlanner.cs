using JobOps.Steps;

namespace JobOps.Rollbacks;

/// <summary>Looks at the recorded steps and at the world, and says what a rollback has to do about each step.</summary>
static class UndoPlanner
{
    /// <summary>The steps that a rollback has to look at, newest first: those that may have changed something.</summary>
    public static IEnumerable<JobStep> ToUndo(IReadOnlyList<JobStep> steps) =>
        steps.Where(step => !step.ReadOnly).OrderByDescending(step => step.Number);

    /// <summary>What is to be expected; Undone means that the undo has to be executed.</summary>
    public static (UndoStatus Status, string? Reason) Look(JobStep step, bool force)
    {
        if (step.UndoStatus is UndoStatus.Undone or UndoStatus.AlreadyUndone)
            return (UndoStatus.AlreadyUndone, $"undone by run {step.UndoRunId}");
        if (step.Undo is null)
            return (UndoStatus.CannotUndo, "the step recorded no undo");
        if (step.Before.Count == 0)
            return (UndoStatus.Undone, null);

        var now = step.Before.ToDictionary(touch => touch.Key, touch => TouchedPath.Read(touch.Value.Path));
        if (step.Before.All(touch => now[touch.Key] == touch.Value))
            return (UndoStatus.AlreadyUndone, "the state is the one before the step");
        // An interrupted step left no state to compare with: what stands there is its doing until something says otherwise.
        foreach (var (name, after) in step.After)
            if (now[name] != after && now[name] != step.Before[name] && !force)
                return (UndoStatus.Drifted, $"{after.Path}: the step left {after}, now it is {now[name]}");
        return (UndoStatus.Undone, null);
    }

    /// <summary>After an undo: the first path that is not as it was before the step; null where all are.</summary>
    public static string? Difference(JobStep step) => step.Before.Values
        .Select(before => (before, now: TouchedPath.Read(before.Path)))
        .Where(pair => pair.before != pair.now)
        .Select(pair => $"{pair.before.Path} is {pair.now} and not {pair.before}")
        .FirstOrDefault();
}
