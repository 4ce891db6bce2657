using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Ledger;

/// <summary>What a file that is no ledger is refused for.</summary>
public sealed class TransferReaderTests : IDisposable
{
    static readonly string s_header = LedgerJson.Write(new TransferHeader(
        TransferHeader.Format, Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "Sqlite"));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\"run\"")]
    [InlineData("null")]
    public void A_line_that_is_no_object_is_named_by_what_is_before_it(string line)
    {
        var error = ErrorOf(s_header, """{"table":"run"}""", line);

        Assert.Equal(("TransferFileInvalid", "a line that is no object"), (error.Id, error.Actual));
        Assert.Contains("after line 2", error.What);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"table":5}""")]
    public void A_line_belongs_to_a_table(string line) =>
        Assert.Equal("a line that names no table", ErrorOf(s_header, line).Actual);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void The_first_line_names_a_ledger(string line) => Assert.Equal("TransferFileInvalid", ErrorOf(line).Id);

    [Fact]
    public void A_file_that_the_system_cannot_read_is_not_called_damaged()
    {
        // It can be opened, and at its begin nothing can be read.
        const string Unreadable = "/proc/self/mem";
        Assert.SkipUnless(File.Exists(Unreadable), "only Linux has a file that is open and cannot be read");

        var error = Assert.Throws<JobOpsException>(() => new TransferReader(Unreadable)).Error;

        Assert.Equal(("TransferFileUnusable", Unreadable), (error.Id, error.Target));
    }

    JobOpsError ErrorOf(params string[] lines)
    {
        var path = _folder.Write("ledger.jsonl", string.Join('\n', lines));
        return Assert.Throws<JobOpsException>(() => TransferReader.Check(path, CancellationToken.None)).Error;
    }
}
