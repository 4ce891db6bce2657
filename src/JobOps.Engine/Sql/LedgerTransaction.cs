using JobOps.Engine.Sql.Transfer;

namespace JobOps.Engine.Sql;

/// <summary>An open connection inside a transaction, with the database's clock as the transaction began.</summary>
/// <param name="now">Whole milliseconds, UTC.</param>
/// <param name="actor">Whom the database takes us for.</param>
abstract class LedgerTransaction(DateTimeOffset now, string actor)
{
    // A list is filled up to a power of two, and a message takes 2,000 parameters (SqlServerMessage): this is the longest
    // of which three go into one message.
    const int LongestList = 512;

    public DateTimeOffset Now => now;

    public string Actor => actor;

    /// <summary>
    /// From here on the transaction does what could be done later as well: where two block each other it is the one that
    /// ends, and it does not wait for locks for long. It is repeated then, as always.
    /// </summary>
    public abstract Task YieldToOthersAsync();

    /// <summary>All rows. The parameters are the members of an object, named as they are in the text.</summary>
    public abstract Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null);

    /// <summary>
    /// The rows for a list of numbers, which the statement names as <c>IN (@name)</c>: the numbers themselves are its
    /// parameters, since of a list that a function takes out of a text no server knows how long it is, and so plans for the worst.
    /// </summary>
    /// <param name="statement">The statement.</param>
    /// <param name="numbers">However many; none, and nothing is asked.</param>
    /// <param name="parameters">The parameters for a part of the numbers.</param>
    public async Task<IReadOnlyList<T>> QueryListAsync<T>(
        Statement statement, IEnumerable<long> numbers, Func<long[], object> parameters)
    {
        var answers = await AskListAsync<T>(statement, numbers, parameters);
        if (answers.Any(answer => !answer.IsThere))
            await SendAsync();
        return answers is [var one] ? one.Rows : [.. answers.SelectMany(answer => answer.Rows)];
    }

    /// <summary>
    /// As <see cref="AskAsync"/>, for a list of numbers as in <see cref="QueryListAsync{T}"/>: an answer for each part
    /// of it.
    /// </summary>
    public async Task<IReadOnlyList<Answer<T>>> AskListAsync<T>(
        Statement statement, IEnumerable<long> numbers, Func<long[], object> parameters)
    {
        var answers = new List<Answer<T>>(1);
        foreach (var part in numbers.Chunk(LongestList))
            answers.Add(await AskAsync<T>(OfList(statement, part), parameters(part)));
        return answers;
    }

    /// <summary>As <see cref="QueryListAsync{T}"/>, without rows, and as late as <see cref="ExecuteEachAsync"/>.</summary>
    public async Task ExecuteListAsync(Statement statement, IEnumerable<long> numbers, Func<long[], object> parameters)
    {
        foreach (var part in numbers.Chunk(LongestList))
            await ExecuteEachAsync(OfList(statement, part), [parameters(part)]);
    }

    /// <summary>
    /// Asks for rows that are there after whatever is queried next, or after <see cref="SendAsync"/>: several questions make
    /// one round trip. They are answered in their order, each after what was executed before it.
    /// </summary>
    public abstract Task<Answer<T>> AskAsync<T>(Statement statement, object parameters);

    /// <summary>Executes and answers whatever has waited for the next round trip.</summary>
    public abstract Task SendAsync();

    /// <summary>The statement as the database takes such a list.</summary>
    protected virtual Statement OfList(Statement statement, long[] numbers) => statement;

    /// <summary>The first row, or the default of its type.</summary>
    public abstract Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null);

    /// <summary>Row by row, for what is too long to hold.</summary>
    public abstract IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null);

    /// <returns>How many rows it changed.</returns>
    public abstract Task<int> ExecuteAsync(Statement statement, object? parameters = null);

    /// <summary>The same for what may go over all rows of a table: it is not given up after the usual time.</summary>
    public virtual Task ExecuteWithoutLimitAsync(Statement statement) => ExecuteAsync(statement);

    /// <summary>
    /// The same statement for many sets of parameters, all of one type, in their order: as few round trips as the
    /// database allows.
    /// </summary>
    /// <returns>The first row of each, or the default of its type.</returns>
    public abstract Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters);

    /// <summary>
    /// As <see cref="QueryEachAsync{T}"/>, without rows. No caller waits for them, so they may go to the database with what
    /// comes next, and fail there: the transaction is the same.
    /// </summary>
    public abstract Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters);

    /// <summary>Inserts a row for each set of parameters into a table that numbers its rows.</summary>
    /// <returns>The number of each, in their order.</returns>
    public abstract Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters);

    /// <summary>Puts rows into a table as they are, with the numbers that they have.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">For each column of the table long, bool, DateTimeOffset, string or null; fewer than 4,000 rows.</param>
    public abstract Task PutRowsAsync(LedgerTable table, IReadOnlyList<object?[]> rows);

    /// <summary>After <see cref="PutRowsAsync"/>: new rows get numbers above those that were put in.</summary>
    public abstract Task GoOnNumberingAsync();
}
