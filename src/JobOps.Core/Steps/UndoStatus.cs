namespace JobOps.Steps;

/// <summary>What a rollback did about one step.</summary>
public enum UndoStatus
{
    /// <summary>Its undo ran, and the state is the one before the step.</summary>
    Undone,
    /// <summary>The state was that already: nothing was executed.</summary>
    AlreadyUndone,
    /// <summary>There is no undo, or it failed.</summary>
    CannotUndo,
    /// <summary>The state is not the one that the step left: somebody changed it since.</summary>
    Drifted,
    /// <summary>In a plan only: its undo has still to be executed.</summary>
    Pending,
}
