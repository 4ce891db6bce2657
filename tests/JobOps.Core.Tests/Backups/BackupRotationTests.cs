using JobOps.Backups;

namespace JobOps.Core.Tests.Backups;

public class BackupRotationTests
{
    static readonly DateTimeOffset s_now = new(2026, 1, 31, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void So_many_stay_and_older_ones_go() =>
        Assert.Equal(["3", "4"], Gone(new(2, null), Good(1), Good(4), Good(3), Good(2)));

    [Fact]
    public void What_is_older_goes() =>
        Assert.Equal(["3", "4"], Gone(new(null, TimeSpan.FromDays(2.5)), Good(1), Good(2), Good(3), Good(4)));

    [Fact]
    public void Both_limits_hold_at_once() => Assert.Equal(["2", "3"], Gone(new(2, TimeSpan.FromDays(1.5)), Good(1), Good(2), Good(3)));

    [Fact]
    public void The_newest_good_one_stays_however_old_it_is() =>
        Assert.Equal(["41"], Gone(new(1, TimeSpan.FromDays(1)), Good(40), Good(41)));

    [Fact]
    public void A_bad_one_takes_no_good_ones_place_and_goes_with_its_age() =>
        Assert.Equal(["5", "6"], Gone(new(2, TimeSpan.FromDays(4)), Bad(1), Good(2), Bad(3), Good(4), Bad(5), Good(6)));

    [Fact]
    public void A_bad_one_goes_though_no_good_one_is_there() =>
        Assert.Equal(["3"], Gone(new(1, TimeSpan.FromDays(2)), Bad(1), Bad(3)));

    [Fact]
    public void Others_what_has_no_record_and_what_was_altered_stay() =>
        Assert.Empty(Gone(
            new(1, TimeSpan.FromHours(1)), Good(1), Good(2) with { Name = "other" }, Good(3) with { Sha256 = null },
            Good(4) with { State = BackupState.Altered }));

    [Fact]
    public void Without_a_limit_all_stay() => Assert.Empty(Gone(new(null, null), Good(1), Good(1000)));

    static IEnumerable<string> Gone(BackupRotation rotation, params Backup[] backups) =>
        rotation.Choose(backups, "site", s_now).Select(backup => backup.Path);

    static Backup Good(int days) => new()
    {
        Name = "site", Path = $"{days}", When = s_now.AddDays(-days), Size = 1, Sha256 = "0a",
    };

    static Backup Bad(int days) => Good(days) with { State = BackupState.Failed };
}
