using System.Runtime.Versioning;
using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using JobOps.Workers;

namespace JobOps.Agent.Tests;

/// <summary>Who may read what JobOps writes: its owner alone, whatever the umask is.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileRightsTests
{
    const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_new_ledger_its_folders_and_an_export_are_the_owners_alone()
    {
        await using var shop = new Workshop();
        shop.Ledger = LedgerLocation.Parse($"sqlite:{shop.PathOf("deep/down/ledger.db")}");

        (await shop.CallWithoutUmaskAsync("init")).EndsWith(0);
        (await shop.CallWithoutUmaskAsync("export", "all.jsonl")).EndsWith(0);

        Assert.Equal(ReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(shop.PathOf("deep")));
        Assert.Equal(ReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(shop.PathOf("deep/down")));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(shop.Ledger.Target));
        Assert.Equal(ReadWrite, File.GetUnixFileMode(shop.PathOf("all.jsonl")));
    }

    [Fact]
    public async Task What_was_written_lately_is_the_owners_alone_too()
    {
        await using var shop = new Workshop();
        shop.WriteJob("waits", """ "command": ["true"] """);
        (await shop.CallWithoutUmaskAsync("apply", ".")).EndsWith(0);
        shop.Start("worker");
        await shop.WaitForWorkersAsync(WorkerStatus.Alive);

        foreach (var file in (string[])["", "-wal", "-shm"])
            Assert.Equal(ReadWrite, File.GetUnixFileMode(shop.LedgerFile + file));
    }

    [Fact]
    public async Task Verify_says_who_else_can_read_the_ledger()
    {
        await using var shop = new Workshop();
        (await shop.CallAsync("init")).EndsWith(0);
        var before = (await shop.CallAsync("verify", "--json")).EndsWith(0);
        File.SetUnixFileMode(shop.LedgerFile, ReadWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var table = (await shop.CallAsync("verify")).EndsWith(0);
        var everybody = (await shop.CallAsync("verify", "--json")).EndsWith(0);
        File.SetUnixFileMode(shop.LedgerFile, ReadWrite | UnixFileMode.GroupRead);
        var group = (await shop.CallAsync("verify", "--json")).EndsWith(0);

        Assert.False(before.Json.TryGetProperty("exposure", out _));
        Assert.Contains("(mode 644): chmod 600", string.Join(' ', table.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            $"{shop.LedgerFile} can be read by every user of this machine (mode 644): chmod 600 {shop.LedgerFile}",
            everybody.Json.GetProperty("exposure").GetString());
        Assert.Contains("the group of the file (mode 640)", group.Json.GetProperty("exposure").GetString());
    }
}
