using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using JobOps.Agent.Tests.Support;
using JobOps.Harness;
using JobOps.Runs;
using JobOps.Workers;
using Microsoft.Data.Sqlite;

namespace JobOps.Agent.Tests;

/// <summary>What a service manager sees of a worker, and the files that make it a service.</summary>
public sealed class ServiceTests
{
    // The worker's loop comes round once a second; a quarter of this is the least pause between two pings.
    const string Watchdog = "WATCHDOG_USEC=4000000";

    public static TheoryData<bool> Addresses => [false, true];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Systemd_is_told_ready_alive_and_stopping(bool abstractAddress)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is there on Linux only");
        await using var shop = new Workshop();
        using var manager = new NotifySocket(abstractAddress ? $"@{shop.Folder}" : shop.PathOf("notify"));
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");

        var worker = shop.StartWith([$"NOTIFY_SOCKET={manager.Address}", Watchdog], "worker");
        var first = await manager.NextAsync();
        await manager.WaitForAsync(text => text == "STATUS=Executes 1 run");
        // With its only hand full, the loop still comes round.
        await manager.WaitForAsync(text => text == "WATCHDOG=1");
        await manager.WaitForAsync(text => text == "WATCHDOG=1");
        await Signal.SendAsync("TERM", worker);
        await manager.WaitForAsync(text => text.StartsWith("STOPPING=1\nSTATUS=Ends: 1 run left", StringComparison.Ordinal));
        await manager.WaitForAsync(text => text == "WATCHDOG=1");
        await Pipe.SayGoAsync(shop.PathOf("go"));
        (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.StartsWith("READY=1\n", first);
        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task A_loop_that_hangs_sends_no_pings_although_its_process_lives()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is there on Linux only");
        await using var shop = new Workshop();
        using var manager = new NotifySocket(shop.PathOf("notify"));
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        var worker = shop.StartWith([$"NOTIFY_SOCKET={manager.Address}", Watchdog], "worker");
        await manager.WaitForAsync(text => text == "WATCHDOG=1");

        // A run becomes due while somebody holds the ledger's only write lock: the claim hangs, and the pings end.
        await shop.EnqueueAsync("easy", delay: TimeSpan.FromSeconds(2));
        await using (await LockAsync(shop))
            await manager.WaitForSilenceAsync(TimeSpan.FromSeconds(4));
        await shop.WaitForAsync(1, RunStatus.Succeeded);
        await manager.WaitForAsync(text => text == "WATCHDOG=1");

        await Signal.SendAsync("TERM", worker);
        (await Workshop.EndOfAsync(worker)).EndsWith(0);
    }

    [Fact]
    public async Task What_the_manager_left_in_the_environment_is_nothing_for_the_processes_of_a_job()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is there on Linux only");
        await using var shop = new Workshop();
        using var manager = new NotifySocket(shop.PathOf("notify"));
        await shop.RegisterAsync("looks", """
            "steps": [{ "name": "look", "command": ["sh", "-c", "test -z \"$NOTIFY_SOCKET$WATCHDOG_USEC$WATCHDOG_PID\""] }]
            """);
        await shop.EnqueueAsync("looks");

        var worker = shop.StartWith([$"NOTIFY_SOCKET={manager.Address}", Watchdog, "WATCHDOG_PID=1"], "worker", "--drain");
        (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
    }

    [Fact]
    public async Task A_manager_that_does_not_listen_is_no_reason_to_stop()
    {
        await using var shop = new Workshop();
        var worker = shop.StartWith([$"NOTIFY_SOCKET={shop.PathOf("nobody")}", Watchdog], "worker");
        await shop.WaitForWorkersAsync(WorkerStatus.Alive);

        await Signal.SendAsync("TERM", worker);
        (await Workshop.EndOfAsync(worker)).EndsWith(0);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_unit_has_the_options_and_no_password_which_only_its_owner_can_read()
    {
        const string Location = "sqlserver:Server=db;User ID=jobops;Password=correct-horse-battery";
        await using var shop = new Workshop();
        string[] install = ["worker",
            "--queue", "mail", "--concurrency", "4", "--drain-time", "2m", "--install-unit"];

        var written = (await shop.CallWithAsync($"JOBOPS_LEDGER={Location}", [.. install, "units"])).EndsWith(0);
        var again = (await shop.CallAsync([.. install, "units"])).EndsWith(0);
        var printed = (await shop.CallWithAsync($"JOBOPS_LEDGER={Location}", [.. install, "-"])).EndsWith(0);

        var unit = await File.ReadAllTextAsync(shop.PathOf("units/jobops-worker.service"));
        var environment = shop.PathOf("units/jobops-worker.env");
        Assert.Contains(" worker --queue mail --concurrency 4 --drain-time 120s\n", unit);
        foreach (var line in new[] { "Type=notify", "WatchdogSec=2min", "KillMode=mixed", "TimeoutStopSec=150s", "Restart=on-failure" })
            Assert.Contains($"\n{line}\n", unit);
        Assert.DoesNotContain("correct-horse-battery", unit + written.Output + printed.Output);
        Assert.Contains("correct-horse-battery", await File.ReadAllTextAsync(environment));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(environment));
        Assert.Contains("Kept", again.Output);
        Assert.Equal(unit, printed.Output);
        // Nothing was opened or made for it.
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Fact]
    public async Task Systemd_takes_the_unit_as_it_is()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "there is no systemd-analyze on this machine");
        await using var shop = new Workshop();
        (await shop.CallAsync("worker", "--queue", "mail", "--install-unit", ".")).EndsWith(0);

        using var verify = Process.Start(
            new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", shop.PathOf("jobops-worker.service")])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        var answer = await Workshop.EndOfAsync(verify);

        answer.EndsWith(0);
        Assert.Empty(answer.Output + answer.Errors);
    }

    [Fact]
    public async Task Only_windows_has_a_windows_service()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("worker", "--service", "--json")).EndsWith(64);

        Assert.Equal("ServiceNeedsWindows", answer.Error.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("--install-service")]
    [InlineData("--uninstall-service")]
    public async Task Elsewhere_who_wants_a_windows_service_is_told_of_the_unit(string option)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there it would be made");
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("worker", option, "--json")).EndsWith(78);

        Assert.Equal("ServiceSetupNeedsWindows", answer.Error.GetProperty("id").GetString());
        Assert.Contains("--install-unit", answer.Errors);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("file"), "");

        var answer = (await shop.CallAsync("worker", "--install-unit", "file", "--json")).EndsWith(78);

        Assert.Equal("UnitNotWritten", answer.Error.GetProperty("id").GetString());
    }

    static async Task<SqliteConnection> LockAsync(Workshop shop)
    {
        var connection = new SqliteConnection($"Data Source={shop.LedgerFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>The end of systemd: receives what services tell it.</summary>
    sealed class NotifySocket : IDisposable
    {
        static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

        readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public NotifySocket(string address)
        {
            Address = address;
            _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
        }

        public string Address { get; }

        public async Task<string> NextAsync(TimeSpan? patience = null)
        {
            using var limit = new CancellationTokenSource(patience ?? s_patience);
            var buffer = new byte[4096];
            return Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
        }

        public async Task WaitForAsync(Func<string, bool> condition)
        {
            using var limit = new CancellationTokenSource(s_patience);
            while (!condition(await NextAsync()))
                limit.Token.ThrowIfCancellationRequested();
        }

        /// <summary>Until nothing has come for so long.</summary>
        public async Task WaitForSilenceAsync(TimeSpan time)
        {
            using var limit = new CancellationTokenSource(s_patience);
            try
            {
                while (true)
                {
                    await NextAsync(time);
                    limit.Token.ThrowIfCancellationRequested();
                }
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
