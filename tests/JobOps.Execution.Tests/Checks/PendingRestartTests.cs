using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

public sealed class PendingRestartTests : CheckRig
{
    const string NoProgram = "/there/is/none";

    [Fact]
    public async Task Passes_where_nothing_waits()
    {
        OnLinux();

        var outcome = await PassesAsync("pendingRestart", "{}", Machine());

        Assert.Contains("no restart is pending: no ", outcome.Actual);
        Assert.Contains("0 processes", outcome.Actual);
    }

    [Fact]
    public async Task Fails_where_a_package_has_asked_for_a_restart()
    {
        OnLinux();
        var look = Machine();
        var flag = Write("run/reboot-required", "*** System restart required ***");
        Write("run/reboot-required.pkgs", "linux-image-amd64\nlibc6\n");

        var outcome = await FailsAsync("pendingRestart", "{}", $"{flag} is there", "shutdown -r", look);

        Assert.Equal(["linux-image-amd64", "libc6"], outcome.Evidence);
    }

    [Fact]
    public async Task Asks_the_program_that_knows()
    {
        OnLinux();
        var program = WriteScript("needs-restarting", "echo 'Core libraries or services have been updated'\nexit $(cat code)");

        Write("code", "0");
        await PassesAsync("pendingRestart", """{ "processes": false }""", Machine(program));
        Write("code", "1");
        await FailsAsync(
            "pendingRestart", """{ "processes": false }""", "says that the machine has to be restarted", "shutdown", Machine(program));
    }

    [Fact]
    public async Task Fails_where_a_process_uses_a_program_that_was_replaced()
    {
        OnLinux();
        var program = PathOf("daemon");
        File.Copy("/bin/sleep", program);
        using var process = Process.Start(program, ["600"]);
        try
        {
            // Until then it is the one that starts it.
            while (new FileInfo($"/proc/{process.Id}/exe").LinkTarget != program)
                await Task.Yield();
            File.Delete(program);
            var line = $"process {process.Id} ({program} (deleted)) uses {program} (deleted)";

            var outcome = await FailsAsync("pendingRestart", "{}", "processes use files that were replaced", "systemctl restart", Real);
            var others = await LookAsync("pendingRestart", """{ "ignore": ["/daemon"] }""", Real);

            Assert.Contains(line, outcome.Evidence);
            Assert.DoesNotContain(line, others.Evidence);
        }
        finally
        {
            process.Kill();
            await process.EndAsync();
        }
    }

    [Fact]
    public async Task On_Windows_the_registry_is_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "there is a registry on Windows only");

        // Either may be so on a real machine.
        Assert.Contains("restart is pending", (await LookAsync("pendingRestart", "{}")).Actual);
    }

    // Of this machine, but for what its own updates have asked for.
    static PendingRestartLook Real => new("/", NoProgram);

    PendingRestartLook Machine(string program = NoProgram)
    {
        Directory.CreateDirectory(PathOf("proc"));
        return new(Folder, program);
    }

    static void OnLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has other signs, which another test looks at");
}
