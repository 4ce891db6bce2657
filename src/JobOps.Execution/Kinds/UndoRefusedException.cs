namespace JobOps.Execution;

/// <summary>An undo says in its own words why it cannot undo.</summary>
sealed class UndoRefusedException(string reason) : Exception(reason);
