using JobOps.Agent.Tests.Support;
using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>Where a ledger may be on Windows.</summary>
public sealed class LedgerTests
{
    [Fact]
    public async Task The_program_says_its_version_without_a_console()
    {
        await using var place = new Workplace();

        var answer = (await place.CallAsync("--version")).EndsWith(0);

        Assert.Matches(@"^\d+\.\d+\.\d+", answer.Output);
    }

    [Fact]
    public async Task A_ledger_is_made_once_and_says_where_it_is()
    {
        await using var place = new Workplace();

        var made = (await place.CallAsync("init")).EndsWith(0);
        var again = (await place.CallAsync("init", "--json")).EndsWith(0);
        var shown = (await place.CallAsync("ledger", "--json")).EndsWith(0);

        Assert.Contains("Applied 1: ledger", made.Output);
        Assert.Equal(0, again.Json.GetArrayLength());
        Assert.Equal(place.Ledger, shown.Json.GetProperty("location").GetString());
        Assert.Matches(@"^sqlite:C:\\", place.Ledger);
    }

    [Theory]
    [InlineData(@"C:\")]
    [InlineData("nul")]
    [InlineData(@"C:\jobops-test\con")]
    [InlineData(@"C:\jobops-test\aux.db")]
    [InlineData(@"\\server\share")]
    [InlineData(@"C:\jobops-test\")]
    public async Task What_is_the_path_of_no_file_is_no_location(string path)
    {
        await using var place = new Workplace { Ledger = $"sqlite:{path}" };

        var error = (await place.CallAsync("ledger", "--json")).EndsWith(78).Error;

        Assert.Equal("LedgerLocationInvalid", error.GetProperty("id").GetString());
        Assert.Contains(path, error.GetProperty("actual").GetString());
    }

    [Fact]
    public async Task A_ledger_its_folder_and_an_export_are_the_owners_alone()
    {
        await using var place = new Workplace();
        place.Ledger = $"sqlite:{place.Windows("deep")}\\down\\ledger.db";

        (await place.CallAsync("init")).EndsWith(0);
        (await place.CallAsync("export", "all.jsonl")).EndsWith(0);

        foreach (var name in new[] { "deep", "deep/down", "deep/down/ledger.db", "all.jsonl" })
            Workplace.AssertOwnersAlone(place.PathOf(name));
    }

    [Fact]
    public async Task What_was_written_lately_is_the_owners_alone_too_in_a_folder_that_others_may_read()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Wine gives a file other rights than it is told, once it is there");
        await using var place = new Workplace();
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "made"] """);
        (await place.CallAsync("start", "make", "--no-wait")).EndsWith(0);

        place.Start("worker");
        await place.WaitForFolderAsync("made");

        foreach (var end in new[] { "", "-wal", "-shm" })
            Workplace.AssertOwnersAlone(place.PathOf($"ledger.db{end}"));
    }

    [Fact]
    public async Task A_ledger_that_others_may_read_is_named_with_the_command_against_it()
    {
        await using var place = new Workplace();
        (await place.CallAsync("init")).EndsWith(0);
        var before = (await place.CallAsync("verify", "--json")).EndsWith(0);
        await place.OpenToEverybodyAsync("ledger.db");

        var after = (await place.CallAsync("verify", "--json")).EndsWith(0);

        var file = place.Windows("ledger.db");
        // Under Wine everybody can read the files beside it.
        Assert.DoesNotContain($"{file} can be read", Exposure(before) ?? "");
        if (OperatingSystem.IsWindows())
            Assert.Null(Exposure(before));
        Assert.StartsWith($"{file} can be read by every user of this machine: icacls {file} /inheritance:r ", Exposure(after));
    }

    [Fact]
    public async Task An_export_into_a_device_is_refused_and_not_lost()
    {
        await using var place = new Workplace();
        (await place.CallAsync("init")).EndsWith(0);

        var error = (await place.CallAsync("export", "nul", "--json")).EndsWith(65).Error;

        Assert.Equal("TransferFileUnusable", error.GetProperty("id").GetString());
    }

    static string? Exposure(Answer answer) =>
        answer.Json.TryGetProperty("exposure", out var exposure) ? exposure.GetString() : null;

    [Fact]
    public async Task A_folder_that_is_not_there_is_named_and_init_makes_it()
    {
        await using var place = new Workplace();
        place.Ledger = $"sqlite:{place.Windows("new")}\\ledger.db";

        var error = (await place.CallAsync("runs", "--json")).EndsWith(78).Error;
        (await place.CallAsync("init")).EndsWith(0);

        Assert.Equal("LedgerFolderNotFound", error.GetProperty("id").GetString());
        Assert.Contains(place.Windows("new"), error.GetProperty("actual").GetString());
        Assert.True(File.Exists(Path.Combine(place.PathOf("new"), "ledger.db")));
    }

    [Fact]
    public async Task Case_and_slashes_make_no_other_ledger_and_a_relative_path_is_one_of_the_folder()
    {
        await using var place = new Workplace();
        var first = (await place.CallAsync("ledger", "--json")).EndsWith(0).Json.GetProperty("ledgerId").GetGuid();

        foreach (var other in (string[])[place.Ledger.ToUpperInvariant(), place.Ledger.Replace('\\', '/'), "sqlite:ledger.db"])
        {
            place.Ledger = other;
            Assert.Equal(first, (await place.CallAsync("ledger", "--json")).EndsWith(0).Json.GetProperty("ledgerId").GetGuid());
        }
    }

    [Fact]
    public async Task A_path_may_have_blanks_umlauts_and_more_than_260_characters()
    {
        await using var place = new Workplace($"Läden & Co {new string('x', 100)}");
        var folder = Path.Combine(place.Folder, new string('y', 100), "größer");
        Directory.CreateDirectory(folder);
        place.Ledger = $"sqlite:{WindowsMachine.Windows(folder)}\\{new string('z', 60)}.db";

        (await place.CallAsync("init")).EndsWith(0);
        (await place.CallAsync("verify")).EndsWith(0);

        Assert.True(place.Ledger.Length > 280);
        Assert.True(File.Exists(Path.Combine(folder, $"{new string('z', 60)}.db")));
    }

    [Fact]
    public async Task What_a_ledger_holds_goes_into_a_file_and_from_there_into_another()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("say", """ "command": ["cmd", "/c", "echo", "hello"] """);
        (await place.CallAsync("start", "say")).EndsWith(0);

        (await place.CallAsync("export", place.Windows("all.jsonl"))).EndsWith(0);
        place.Ledger = $"sqlite:{place.Windows("other.db")}";
        (await place.CallAsync("import", place.Windows("all.jsonl"))).EndsWith(0);

        var run = (await place.CallAsync("run", "1", "--json")).EndsWith(0).Json;
        Assert.Contains("Succeeded", run.ToString());
        (await place.CallAsync("verify")).EndsWith(0);
    }
}
