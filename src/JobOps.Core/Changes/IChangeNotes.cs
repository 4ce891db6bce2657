using JobOps.Values;

namespace JobOps.Changes;

/// <summary>The final notes.</summary>
public interface IChangeNotes
{
    /// <summary>Writes the note of a run that has ended, or of a change that was applied.</summary>
    /// <exception cref="Errors.JobOpsException">RunNotFound, NoteRunUnfinished, ChangeNotFound, ChangeNotApplied</exception>
    Task<ChangeNote> WriteAsync(ChangeNote note, CancellationToken cancellation = default);

    /// <summary>Newest first. All conditions must hold.</summary>
    Task<IReadOnlyList<ChangeNote>> GetAsync(NoteQuery query, CancellationToken cancellation = default);
}

/// <summary>Which notes to read.</summary>
public sealed record NoteQuery
{
    /// <summary>Of this run.</summary>
    public long? RunId { get; init; }
    /// <summary>Of this change.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>Of runs whose job's name matches; null for all notes.</summary>
    public string? JobName { get; init; }
    public int Limit { get; init; } = 1000;
}
