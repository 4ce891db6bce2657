namespace JobOps.Engine.Sql;

/// <summary>Rows that are there once the question was sent: see <see cref="LedgerTransaction.AskAsync"/>.</summary>
/// <param name="rows">Null as long as they are not there.</param>
sealed class Answer<T>(IReadOnlyList<T>? rows = null)
{
    public bool IsThere => rows is not null;

    public IReadOnlyList<T> Rows => rows ?? throw new InvalidOperationException("this was not sent yet");

    /// <summary>The first row, or the default of its type.</summary>
    public T? First => Rows is [var first, ..] ? first : default;

    public void Give(IReadOnlyList<T> answer) => rows = answer;
}
