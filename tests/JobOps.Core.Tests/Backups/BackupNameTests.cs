using JobOps.Backups;

namespace JobOps.Core.Tests.Backups;

public class BackupNameTests
{
    static readonly DateTimeOffset s_when = new(2026, 1, 31, 18, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("site", false, "site-20260131T180000123Z.backup.tar.gz")]
    [InlineData("shop-db.2", true, "shop-db.2-20260131T180000123Z.backup.tar.gz.enc")]
    public void A_name_says_what_and_when_and_is_read_again(string name, bool encrypted, string file)
    {
        var archive = new BackupName(name, s_when, encrypted);

        Assert.Equal(file, archive.ToString());
        Assert.Equal(archive, BackupName.TryParse(file));
        Assert.Equal(archive, BackupName.OfPartial(archive.Partial));
        Assert.Equal(archive, BackupName.OfRecord(BackupName.RecordOf(file)));
        Assert.StartsWith(".", archive.Partial, StringComparison.Ordinal);
        Assert.Null(BackupName.TryParse(archive.Partial));
    }

    [Theory]
    [InlineData("site.tar.gz")]
    [InlineData("site-20260131T180000123Z.backup.tar")]
    [InlineData("site-20261331T180000123Z.backup.tar.gz")]
    [InlineData("-20260131T180000123Z.backup.tar.gz")]
    [InlineData("a b-20260131T180000123Z.backup.tar.gz")]
    [InlineData(".site-20260131T180000123Z.backup.tar.gz")]
    [InlineData("site-20260131T180000123Z.backup.tar.gz.bak")]
    public void What_somebody_else_has_written_is_none_of_ours(string file)
    {
        Assert.Null(BackupName.TryParse(file));
        Assert.False(BackupName.IsOurs(file));
    }
}
