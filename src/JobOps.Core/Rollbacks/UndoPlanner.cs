using JobOps.Steps;

namespace JobOps.Rollbacks;

/// <summary>Looks at the recorded steps and at the world, and says what a rollback has to do about each step.</summary>
static class UndoPlanner
{
    /// <summary>The steps that a rollback has to look at, newest first: those that may have changed something.</summary>
    public static IEnumerable<JobStep> ToUndo(IReadOnlyList<JobStep> steps) =>
        steps.Where(step => !step.ReadOnly).OrderByDescending(step => step.Number);

    /// <summary>What is to be expected; Pending means that the undo has to be executed.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (UndoStatus Status, string? Reason) Look(JobStep step, bool force, CancellationToken cancellation = default)
    {
        if (step.UndoStatus is UndoStatus.Undone or UndoStatus.AlreadyUndone)
            return (UndoStatus.AlreadyUndone, $"undone by run {step.UndoRunId}");
        if (step.Undo is null)
            return (UndoStatus.CannotUndo, "the step recorded no undo");
        if (step.Before.Count == 0)
            return (UndoStatus.Pending, null);
        try
        {
            var reader = new TouchedPathReader(cancellation);
            return Compare(step, step.Before.ToDictionary(touch => touch.Key, touch => reader.Read(touch.Value.Path)), force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (UndoStatus.CannotUndo, $"what the step touched cannot be read: {exception.Message}");
        }
    }

    /// <summary>After an undo: the first path that is not as it was before the step; null where all are.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string? Difference(JobStep step, CancellationToken cancellation = default)
    {
        var reader = new TouchedPathReader(cancellation);
        try
        {
            return step.Before.Values
                .Select(before => (before, now: reader.Read(before.Path)))
                .Where(pair => !pair.before.IsSameAs(pair.now))
                .Select(pair => $"{pair.before.Path} is {pair.now.Beside(pair.before)} and not {pair.before.Beside(pair.now)}")
                .FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"whether it undid it cannot be read: {exception.Message}";
        }
    }

    static bool ShowsNothing(JobStep step) =>
        step.After.Count > 0 && step.After.All(touch => touch.Value.IsSameAs(step.Before.GetValueOrDefault(touch.Key)));

    static (UndoStatus Status, string? Reason) Compare(JobStep step, Dictionary<string, TouchedPath> now, bool force)
    {
        if (step.Before.All(touch => touch.Value.IsSameAs(now[touch.Key])))
            // What a step did that its paths do not show, only its undo can know of.
            return ShowsNothing(step) ? (UndoStatus.Pending, null) : (UndoStatus.AlreadyUndone, "the state is the one before the step");
        // An interrupted step left no state to compare with: what stands there is its doing until something says otherwise.
        foreach (var (name, after) in step.After)
            if (!after.IsSameAs(now[name]) && !now[name].IsSameAs(step.Before[name]) && !force)
                return (UndoStatus.Drifted,
                    $"{after.Path}: the step left {after.Beside(now[name])}, now it is {now[name].Beside(after)}");
        return (UndoStatus.Pending, null);
    }
}
