using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>A worker under the service manager of Windows.</summary>
public sealed class ServiceTests
{
    const string Name = "JobOpsTest";
    const string Installed = "JobOpsWorker";
    const string Services = @"HKLM\SYSTEM\CurrentControlSet\Services";
    const string EventLog = $@"{Services}\EventLog\Application";

    [Fact]
    public async Task A_service_that_no_manager_has_started_is_an_error()
    {
        await using var place = new Workplace();

        var answer = (await place.CallAsync("worker", "--service", "--json")).EndsWith(64);

        Assert.Equal("ServiceNeedsWindows", answer.Error.GetProperty("id").GetString());
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task A_service_executes_what_waits_until_it_is_told_to_stop()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "made"] """);
        (await place.CallAsync("start", "make", "--no-wait")).EndsWith(0);
        await using var service = await Service.StartAsync(place, $"--ledger {place.Ledger}");

        await place.WaitForFolderAsync("made");
        Assert.Contains("RUNNING", await service.QueryAsync());
        await service.StopAsync();

        Assert.Contains(ExitCode(0), await service.WaitForEndAsync());
    }

    [Fact]
    public async Task A_service_whose_worker_fails_ends_with_its_exit_code_and_says_why_in_the_event_log()
    {
        await using var place = new Workplace();

        await using var service = await Service.StartAsync(place, @"--ledger sqlite:C:\");

        Assert.Contains(ExitCode(78), await service.WaitForEndAsync());
        // With the source that it has made, which an administrator may.
        (await place.RunAsync("reg", "query", $@"{EventLog}\JobOpsWorker")).EndsWith(0);
    }

    [Fact]
    public async Task Options_that_are_wrong_reach_the_manager_too()
    {
        await using var place = new Workplace();

        await using var service = await Service.StartAsync(place, $"--ledger {place.Ledger} --queue no/queue");

        Assert.Contains(ExitCode(65), await service.WaitForEndAsync());
    }

    [Fact]
    public async Task Where_the_event_log_takes_nothing_the_cause_stands_in_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the event log of a real machine is not taken away");
        await using var place = new Workplace();
        var users = Path.Combine(WindowsMachine.DriveC, "users");
        const string Parent = @"HKLM\SYSTEM\CurrentControlSet\Services\EventLog";
        (await place.RunAsync("reg", "copy", Parent, $"{Parent}Kept", "/s", "/f")).EndsWith(0);
        (await place.RunAsync("reg", "delete", Parent, "/f")).EndsWith(0);
        try
        {
            await using var service = await Service.StartAsync(place, @"--ledger sqlite:C:\");

            Assert.Contains(ExitCode(78), await service.WaitForEndAsync());
        }
        finally
        {
            (await place.RunAsync("reg", "copy", $"{Parent}Kept", Parent, "/s", "/f")).EndsWith(0);
        }

        var profiles = Directory.GetDirectories(users);
        var file = Assert.Single(
            profiles.Select(user => Path.Combine(user, "AppData", "Local", "jobops", "worker-service-error.txt")), File.Exists);
        var words = await File.ReadAllTextAsync(file);
        File.Delete(file);
        Assert.Contains("The ledger's location cannot be read.", words);
        Assert.Contains(@"'C:\'", words);
        Assert.Contains("The event log took none of it: ", words);
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_read_reaches_the_manager_too()
    {
        await using var place = new Workplace();

        await using var service = await Service.StartAsync(place, "--nosuch");

        Assert.Contains(ExitCode(64), await service.WaitForEndAsync());
    }

    [Fact]
    public async Task A_worker_is_made_a_service_that_works_and_stops_and_is_taken_away()
    {
        await using var place = new Workplace("O’Brien's Türme");
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "made"] """);
        (await place.CallAsync("start", "make", "--no-wait")).EndsWith(0);

        (await place.CallAsync("worker", "--queue", "default", "--install-service")).EndsWith(0);
        string again, kept;
        try
        {
            // The service manager of Wine gives a service none of the variables that are kept with it, so there it has another ledger.
            if (OperatingSystem.IsWindows())
                await place.WaitForFolderAsync("made");
            Assert.Contains("RUNNING", (await place.RunAsync("sc", "query", Installed)).EndsWith(0).Output);
            kept = (await place.RunAsync("reg", "query", $@"{Services}\{Installed}")).EndsWith(0).Output;
            again = (await place.CallAsync("worker", "--install-service", "--json")).EndsWith(78)
                .Error.GetProperty("id").GetString()!;
        }
        finally
        {
            (await place.CallAsync("worker", "--uninstall-service")).EndsWith(0);
        }

        Assert.Contains("worker --queue default --concurrency 1 --drain-time 30s --service", kept);
        Assert.Contains(@"NT SERVICE\JobOpsWorker", kept);
        Assert.Contains("JOBOPS_LEDGER=sqlite:C:", kept);
        if (OperatingSystem.IsWindows())
        {
            // Wine takes the first, keeps nothing of it, and does not know the second.
            Assert.Contains("FailureActions", kept);
            Assert.Contains("DelayedAutoStart", kept, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Equal("ServiceNotChanged", again);
        Assert.NotEqual(0, (await place.RunAsync("sc", "query", Installed)).ExitCode);
        Assert.NotEqual(0, (await place.RunAsync("reg", "query", $@"{EventLog}\{Installed}")).ExitCode);
        Assert.Equal("ServiceNotChanged", (await place.CallAsync("worker", "--uninstall-service", "--json")).EndsWith(78)
            .Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_account_that_needs_a_password_is_refused_because_none_can_be_given()
    {
        await using var place = new Workplace();

        var answer = (await place.CallAsync("worker", "--install-service", "--account", @"EXAMPLE\jobops", "--json")).EndsWith(65);

        Assert.Equal("ServiceAccountNeedsPassword", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_service_whose_ledger_cannot_be_there_is_not_made()
    {
        await using var place = new Workplace();
        place.Ledger = $"sqlite:{place.Windows("new")}\\ledger.db";

        var answer = (await place.CallAsync("worker", "--install-service", "--json")).EndsWith(78);

        Assert.Equal("LedgerFolderNotFound", answer.Error.GetProperty("id").GetString());
    }

    static string ExitCode(int code) => $"WIN32_EXIT_CODE    : {code} ";

    /// <summary>A service that executes the agent; taken away afterwards.</summary>
    sealed class Service(Workplace place) : IAsyncDisposable
    {
        static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

        public static async Task<Service> StartAsync(Workplace place, string options)
        {
            var command = $"{WindowsMachine.Windows(WindowsMachine.Agent)} worker --service {options}";
            (await place.RunAsync("sc", "create", Name, "binPath=", command)).EndsWith(0);
            var service = new Service(place);
            try
            {
                (await place.RunAsync("sc", "start", Name)).EndsWith(0);
                return service;
            }
            catch
            {
                await service.DisposeAsync();
                throw;
            }
        }

        public async Task<string> QueryAsync() => (await place.RunAsync("sc", "query", Name)).EndsWith(0).Output;

        public async Task StopAsync() => (await place.RunAsync("sc", "stop", Name)).EndsWith(0);

        /// <summary>What the service manager says of it when it has ended.</summary>
        public async Task<string> WaitForEndAsync()
        {
            using var limit = new CancellationTokenSource(s_patience);
            string state;
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
                state = await QueryAsync();
            }
            while (!state.Contains("STOPPED", StringComparison.Ordinal));
            return state;
        }

        public async ValueTask DisposeAsync()
        {
            await place.RunAsync("sc", "stop", Name);
            await WaitForEndAsync();
            (await place.RunAsync("sc", "delete", Name)).EndsWith(0);
        }
    }
}
