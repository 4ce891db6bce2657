using System.Diagnostics;
using JobOps.Errors;
using JobOps.Harness;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Faults;

/// <summary>What happens to the ledger's file, and to its disk.</summary>
public sealed class LedgerFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    LedgerLocation Location => LedgerLocation.Parse("sqlite:" + _folder.File("ledger.db"));

    public void Dispose() => _folder.Dispose();

    async Task<JobOpsError> OpenErrorAsync(LedgerLocation? location = null) =>
        (await Assert.ThrowsAsync<JobOpsException>(async () => await OpenAsync(location))).Error;

    Task<ILedger> OpenAsync(LedgerLocation? location = null) =>
        LedgerFactory.Instance.OpenAsync(location ?? Location, Cancellation);

    void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Location.Target};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public async Task A_new_ledger_is_created_with_its_folder_by_who_says_so_and_opened_again()
    {
        var location = LedgerLocation.Parse("sqlite:" + _folder.File("deep/down/ledger.db"));
        var error = await OpenErrorAsync(location);
        Assert.Equal(("LedgerFolderNotFound", ExitCodes.Configuration), (error.Id, error.ExitCode));
        Assert.False(Directory.Exists(_folder.File("deep")));
        await LedgerFactory.Instance.InitializeAsync(location, Cancellation);
        Guid id;
        await using (var ledger = await OpenAsync(location))
            id = ledger.Info.LedgerId;

        await using var again = await OpenAsync(location);

        Assert.Equal(id, again.Info.LedgerId);
        Assert.True((await again.Journal.VerifyAsync(Cancellation)).Valid);
        Assert.Empty(await LedgerFactory.Instance.GetPendingMigrationsAsync(location, Cancellation));
    }

    [Fact]
    public async Task The_migrations_of_a_ledger_that_is_not_there_can_be_read_without_creating_it()
    {
        var pending = await LedgerFactory.Instance.GetPendingMigrationsAsync(Location, Cancellation);

        Assert.Contains("CREATE TABLE Run", pending[0].Sql, StringComparison.Ordinal);
        Assert.False(File.Exists(Location.Target));
    }

    [Fact]
    public async Task Many_that_open_a_new_ledger_at_once_create_it_once()
    {
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync(), Cancellation)));

        Assert.Single(ledgers.Select(ledger => ledger.Info.LedgerId).Distinct());
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_ledger_is_refused_and_left_as_it_is()
    {
        await (await OpenAsync()).DisposeAsync();
        Execute("INSERT INTO SchemaVersion VALUES (99, 'future', 0, 'somebody')");

        var error = await OpenErrorAsync();

        Assert.Equal("LedgerTooNew", error.Id);
        Assert.Equal("schema version 99", error.Actual);
        Assert.Equal(ExitCodes.Configuration, error.ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(Location.Target, "dear diary, " + new string('x', 5000), Cancellation);

        var error = await OpenErrorAsync();

        Assert.Equal("LedgerNotALedger", error.Id);
        Assert.StartsWith("dear diary", await File.ReadAllTextAsync(Location.Target, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_as_it_is()
    {
        Execute("CREATE TABLE Recipes (Name TEXT)");

        Assert.Equal("LedgerNotALedger", (await OpenErrorAsync()).Id);
        Execute("INSERT INTO Recipes VALUES ('soup')");
    }

    [Fact]
    public async Task A_folder_in_place_of_the_file_is_said_to_be_one()
    {
        Directory.CreateDirectory(Location.Target);

        var error = await OpenErrorAsync();

        Assert.Equal(("LedgerUnavailable", "a folder stands there"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task A_read_only_ledger_says_that_it_cannot_be_written()
    {
        await (await OpenAsync()).DisposeAsync();
        // A file's mode does not stop root: a read-only mount does.
        Assert.SkipUnless(TryMount("ro", out var mount, Location.Target), mount);
        try
        {
            var error = await OpenErrorAsync(LedgerLocation.Parse($"sqlite:{mount}/ledger.db"));

            Assert.Equal(("LedgerReadOnly", ExitCodes.NotPermitted), (error.Id, error.ExitCode));
        }
        finally
        {
            Unmount(mount);
        }
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_half_written_and_work_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(TryMount("size=1m", out var mount), mount);
        try
        {
            await using var ledger = await OpenAsync(LedgerLocation.Parse($"sqlite:{mount}/ledger.db"));
            var job = await ledger.Jobs.RegisterAsync(Contract.LedgerContract.SampleJob("full"), Cancellation);
            var written = new List<long>();
            var ballast = Path.Combine(mount, "ballast");
            var error = await FillUntilRefusedAsync(ledger, job, written, ballast);

            Assert.Equal(("LedgerFull", ExitCodes.LedgerUnavailable), (error.Id, error.ExitCode));
            File.Delete(ballast);
            var run = await ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1 }, Cancellation);
            Assert.Equal(
                [run.RunId, .. written.AsEnumerable().Reverse()],
                (await ledger.Runs.GetAsync(new() { Limit = 100_000 }, Cancellation)).Select(r => r.RunId));
            Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);
        }
        finally
        {
            Unmount(mount);
        }
    }

    [Fact]
    public async Task A_lock_that_another_program_holds_is_waited_for()
    {
        await using var ledger = await OpenAsync();
        var job = await ledger.Jobs.RegisterAsync(Contract.LedgerContract.SampleJob("locked"), Cancellation);
        await using var other = new SqliteConnection($"Data Source={Location.Target};Pooling=False");
        await other.OpenAsync(Cancellation);
        await using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync(Cancellation);

        var waiting = ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1 }, Cancellation);
        // Longer than SQLite itself waits: the writer has to have asked again.
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(2), Cancellation));
        // Reading goes on meanwhile.
        Assert.Empty(await ledger.Runs.GetAsync(new(), Cancellation));
        begin.CommandText = "ROLLBACK";
        await begin.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(RunStatus.Queued, (await waiting).Status);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_an_error_without_its_password()
    {
        var location = LedgerLocation.Parse(
            "sqlserver:Server=tcp:127.0.0.1,1;User ID=sa;Password=hunter2-hunter2;Connect Timeout=2;Connect Retry Count=0");

        var error = await OpenErrorAsync(location);

        Assert.Equal(("LedgerUnavailable", ExitCodes.LedgerUnavailable), (error.Id, error.ExitCode));
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    static async Task<JobOpsError> FillUntilRefusedAsync(
        ILedger ledger, Jobs.JobDefinition job, List<long> written, string ballast)
    {
        // The disk fills from outside, with the ledger's own growth as the last drop.
        try
        {
            await File.WriteAllBytesAsync(ballast, new byte[300 * 1024], Cancellation);
        }
        catch (IOException)
        {
        }
        while (true)
        {
            try
            {
                var run = await ledger.Requests.EnqueueAsync(
                    new RunRequest
                    {
                        JobName = job.Name, JobVersion = 1,
                        Parameters = new Dictionary<string, object?> { ["text"] = new string('x', 2000) },
                    },
                    Cancellation);
                written.Add(run.RunId);
            }
            catch (JobOpsException exception)
            {
                return exception.Error;
            }
        }
    }

    bool TryMount(string options, out string result, string? with = null)
    {
        result = Directory.CreateDirectory(_folder.File("mount")).FullName;
        var size = options == "ro" ? "size=16m" : options;
        if (!Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", result))
        {
            result = "mounting a small file system needs rights that this user does not have";
            return false;
        }
        if (with is not null)
            File.Copy(with, Path.Combine(result, Path.GetFileName(with)));
        return options != "ro" || Run("mount", "-o", "remount,ro", result);
    }

    static void Unmount(string mount) => Run("umount", "-l", mount);

    static bool Run(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
            process.EndAsync().GetAwaiter().GetResult();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
