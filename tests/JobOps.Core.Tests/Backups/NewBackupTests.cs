using JobOps.Backups;
using JobOps.Errors;

namespace JobOps.Core.Tests.Backups;

public class NewBackupTests
{
    static readonly NewBackup s_files = new() { Paths = ["/srv/site"], Destination = "/srv/backups" };
    static readonly NewBackup s_output = new() { Command = ["/usr/bin/pg_dump", "shop"], Destination = "/srv/backups" };

    [Fact]
    public void It_is_named_after_its_first_path_or_its_program()
    {
        Assert.Equal("site", s_files.EffectiveName);
        Assert.Equal("pg_dump", s_output.EffectiveName);
        Assert.Equal("shop", (s_output with { Name = "shop" }).EffectiveName);
        s_files.Require();
        s_output.Require();
    }

    public static TheoryData<string, NewBackup> Impossible => new()
    {
        { "neither", s_files with { Paths = [] } },
        { "both", s_files with { Command = ["true"] } },
        { "an empty text", s_files with { Paths = [""] } },
        { "the character NUL", s_files with { Paths = ["a\0b"] } },
        { "no program", s_output with { Command = ["", "x"] } },
        { "no program", s_files with { EncryptWith = [""] } },
        { "none", s_files with { Destination = "" } },
        { "a b", s_files with { Name = "a b" } },
        { "none", s_files with { Paths = ["/"] } },
        { "0", s_files with { Keep = 0 } },
        { "-00:00:01", s_files with { KeepFor = TimeSpan.FromSeconds(-1) } },
        { "one beside paths", s_files with { OutputName = "x" } },
        { "a/b", s_output with { OutputName = "a/b" } },
        { "..", s_output with { OutputName = ".." } },
        { "one beside a command", s_output with { Root = "/srv" } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_is_not_possible_is_said(string actual, NewBackup plan)
    {
        var error = Assert.Throws<JobOpsException>(plan.Require).Error;

        Assert.Equal("BackupPlanInvalid", error.Id);
        Assert.Equal(actual, error.Actual);
    }
}
