using JobOps.Errors;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>Database calls are counted in the log that tells of them, however it is rotated.</summary>
public sealed class LoggedDatabaseCallTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobops-test-");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Log => Path.Combine(_folder.FullName, "query.log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Only_lines_that_came_meanwhile_and_that_match_are_counted()
    {
        File.WriteAllText(Log, "Query SELECT 0\n");
        using var counter = new LoggedDatabaseCallCounter(Log, @"^Query (SELECT|INSERT)\b");

        Assert.Equal(2, await CountAsync(
            counter, () => File.AppendAllText(Log, "Query SELECT 1\nQuit\nxQuery SELECT\nQuery INSERT 2\r\n")));
        File.AppendAllText(Log, "Query SELECT of somebody else\n");
        Assert.Equal(0, await CountAsync(counter, () => { }));
        Assert.Equal(1, await CountAsync(counter, () => File.AppendAllText(Log, "Query SELECT without an end")));
    }

    [Fact]
    public async Task A_log_that_is_rotated_meanwhile_is_followed()
    {
        File.WriteAllText(Log, "Q\n");
        using var counter = new LoggedDatabaseCallCounter(Log, "Q");

        Assert.Equal(3, await CountAsync(counter, () =>
        {
            File.AppendAllText(Log, "Q\n");
            File.Move(Log, Log + ".1");
            File.WriteAllText(Log, "Q\nQ\n");
        }));
        Assert.Equal(1, await CountAsync(counter, () => File.AppendAllText(Log, "Q\n")));
    }

    [Fact]
    public async Task One_that_is_rotated_between_two_samples_is_followed_too()
    {
        File.WriteAllText(Log, "Q\n");
        using var counter = new LoggedDatabaseCallCounter(Log, "Q");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "Q\nQ\n");

        Assert.Equal(1, await CountAsync(counter, () => File.AppendAllText(Log, "Q\n")));
    }

    [Fact]
    public async Task What_was_cut_away_cannot_be_told()
    {
        File.WriteAllText(Log, "Q\nQ\nQ\n");
        using var counter = new LoggedDatabaseCallCounter(Log, "Q");

        Assert.Null(await CountAsync(counter, () => File.WriteAllText(Log, "Q\n")));
        Assert.Equal(1, await CountAsync(counter, () => File.AppendAllText(Log, "Q\n")));
    }

    [Fact]
    public async Task A_long_log_costs_no_more_memory_than_a_short_one()
    {
        File.WriteAllText(Log, "");
        using var counter = new LoggedDatabaseCallCounter(Log, "Q$");

        Assert.Equal(1, await CountAsync(
            counter, () => File.AppendAllText(Log, new string('x', 1_000_000) + "Q\n" + new string('y', 60_000) + "Q\n")));
    }

    [Fact]
    public void A_log_that_is_not_there_and_a_pattern_that_is_none_are_refused()
    {
        Assert.Equal("the log", Refused(Log, "Q").Target);
        File.WriteAllText(Log, "");
        Assert.Equal("the pattern", Refused(Log, "(").Target);
    }

    static JobOpsError Refused(string log, string pattern) =>
        Assert.Throws<JobOpsException>(() => new LoggedDatabaseCallCounter(log, pattern)).Error;

    static async Task<long?> CountAsync(LoggedDatabaseCallCounter counter, Action act)
    {
        await counter.BeginAsync(Cancellation);
        act();
        return await counter.EndAsync(Cancellation);
    }
}
