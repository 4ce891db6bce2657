namespace JobOps.Execution.Tests.Checks;

public sealed class ServiceTests : CheckRig
{
    [Fact]
    public async Task Passes_for_a_service_that_runs_and_is_started_with_the_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "on Windows the service control manager itself is asked");
        var look = Systemctl("LoadState=loaded", "ActiveState=active", "SubState=running", "UnitFileState=enabled", "Result=success");

        Assert.Equal("nginx is active (running), enabled", (await PassesAsync("service", "\"nginx\"", look)).Actual);
        Assert.Equal(
            "show --property=LoadState,ActiveState,SubState,UnitFileState,Result -- nginx\n",
            await File.ReadAllTextAsync(PathOf("asked"), Cancellation));
    }

    [Theory]
    [InlineData("loaded", "inactive", "dead", "enabled", "success", "nginx is inactive (dead)", "systemctl start nginx")]
    [InlineData(
        "loaded", "failed", "failed", "enabled", "exit-code", "nginx is failed (failed), result exit-code", "journalctl -u nginx -e")]
    [InlineData("loaded", "active", "running", "disabled", "success", "it does not come back with the machine", "systemctl enable nginx")]
    [InlineData("loaded", "active", "running", "enabled-runtime", "success", "but enabled-runtime", "systemctl enable nginx")]
    [InlineData("not-found", "inactive", "dead", "", "success", "nginx is not there", "systemctl list-units --all")]
    [InlineData("masked", "inactive", "dead", "masked", "success", "nginx is masked", "systemctl unmask nginx")]
    public async Task Fails_for_one_that_does_not(
        string load, string active, string sub, string file, string result, string actual, string remedy)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "on Windows the service control manager itself is asked");
        var look = Systemctl(
            $"LoadState={load}", $"ActiveState={active}", $"SubState={sub}", $"UnitFileState={file}", $"Result={result}");

        await FailsAsync("service", """{ "name": "nginx" }""", actual, remedy, look);
    }

    [Fact]
    public async Task The_real_service_manager_is_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "on Windows another test does");
        const string Unit = "jobops-no-such-unit.service";
        var manager = Directory.Exists("/run/systemd/system");

        await FailsAsync(
            "service", $"\"{Unit}\"", manager ? $"{Unit} is not there" : "no service manager answers here: ",
            manager ? "list-units" : "Go through the list on the machine that runs the service.");
        if (manager)
            await PassesAsync("service", "\"systemd-journald\"");
    }

    [Fact]
    public async Task Fails_where_there_is_no_service_manager()
    {
        var manager = PathOf("none");

        await FailsAsync(
            "service", "\"nginx\"", "no service manager answers here", "Go through the list on the machine", new ServiceLook(manager));
    }

    [Fact]
    public async Task On_Windows_the_service_control_manager_is_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "sc.exe is a program of Windows");
        await PassesAsync("service", "\"RpcSs\"");
        await FailsAsync("service", "\"jobops-no-such-service\"", "is not there", "sc.exe query state= all");
    }

    // Beside the real one, where it is no matter what happens to a service.
    ServiceLook Systemctl(params string[] answer) => new(WriteScript(
        "systemctl", $"echo \"$*\" > '{PathOf("asked")}'\ncat '{Write("answer", string.Join('\n', answer))}'"));
}
