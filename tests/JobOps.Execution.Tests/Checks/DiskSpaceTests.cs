using JobOps.Errors;

namespace JobOps.Execution.Tests.Checks;

public sealed class DiskSpaceTests : CheckRig
{
    [Theory]
    [InlineData("1kB")]
    [InlineData("1%")]
    public async Task Passes_where_enough_is_free(string least) =>
        Assert.Matches(
            @"^[0-9.]+ [kMGT]?B of [0-9.]+ [kMGT]?B free \([0-9]+ %\)$",
            (await PassesAsync("diskSpace", $$"""{ "path": ".", "free": "{{least}}" }""")).Actual);

    [Theory]
    [InlineData("100%", "instead of 100 %")]
    [InlineData("900000TB", "instead of 900 PB")]
    public async Task Fails_where_less_is_free(string least, string instead)
    {
        var outcome = await FailsAsync("diskSpace", $$"""{ "path": ".", "free": "{{least}}" }""", instead, "Take away what nobody needs");

        Assert.Contains(Folder, outcome.Actual);
    }

    [Fact]
    public async Task Counts_inodes_where_there_are_any()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no other system tells how many inodes are free");
        await PassesAsync("diskSpace", """{ "path": ".", "inodes": "1%" }""");
        Assert.SkipWhen(FileSystemInodes.Of(Folder) is not { All: > 0 }, "this file system has no limit of inodes");

        await FailsAsync("diskSpace", """{ "path": ".", "inodes": "100%" }""", "inodes free", "du --inodes -xd1");
    }

    [Fact]
    public void What_is_free_is_what_df_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "df is a program of Linux");
        using var df = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("df", ["--output=itotal", Folder]) { RedirectStandardOutput = true })!;

        Assert.Equal($"{FileSystemInodes.Of(Folder)!.Value.All}", df.StandardOutput.ReadToEnd().Trim().Split('\n')[^1].Trim());
    }

    [Fact]
    public async Task Fails_where_there_is_nothing() =>
        await FailsAsync("diskSpace", """{ "path": "none", "free": "1%" }""", "there is nothing at", "Name a path");

    [Theory]
    [InlineData("""{ "path": "." }""", "one of the members 'free', 'inodes', or both")]
    [InlineData("""{ "path": ".", "free": "0%" }""", "a share such as '10%', or a size")]
    [InlineData("""{ "path": ".", "inodes": "5GB" }""", "a share such as '10%'")]
    public void Refuses_what_says_nothing(string check, string expected) =>
        Assert.Contains(expected, Assert.Throws<JobOpsException>(() => Read("diskSpace", check)).Error.Actual);
}
