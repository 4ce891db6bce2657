using JobOps.Agent.Tests.Support;
using JobOps.Execution;
using JobOps.Harness;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary>Which PowerShell scripts are started with: JOBOPS_PWSH, then PATH, then the .NET tool.</summary>
public sealed class PowerShellTests
{
    const string ToolManifest = ".config/dotnet-tools.json";

    static readonly string s_path = WithoutPowerShell(Environment.GetEnvironmentVariable("PATH")!);

    [Fact]
    public async Task The_variable_comes_first_whether_it_names_a_program_or_its_library()
    {
        await using var shop = new Workshop();
        var home = Home();

        foreach (var name in new[] { "pwsh", "pwsh.dll" })
        {
            var found = await FindAsync(shop, $"JOBOPS_PWSH={Path.Combine(home, name)}", $"PATH={home}:{s_path}");

            Assert.Equal(PowerShellOrigin.Variable, found.Origin);
            Assert.Equal(Path.Combine(home, name), found.Words[^1]);
        }
    }

    [Fact]
    public async Task A_program_on_PATH_comes_before_a_tool_unless_it_is_too_old()
    {
        await using var shop = new Workshop();
        var home = Home();
        WriteTool(shop);
        // The version stands in the library beside the program.
        Directory.CreateDirectory(shop.PathOf("old"));
        File.Copy(typeof(PowerShellProgram).Assembly.Location, shop.PathOf("old/pwsh.dll"));
        File.Copy(Path.Combine(home, "pwsh"), shop.PathOf("old/pwsh"));

        var recent = await FindAsync(shop, $"PATH={home}:{s_path}");
        var behindAnOldOne = await FindAsync(shop, $"PATH={shop.PathOf("old")}:{home}:{s_path}");

        Assert.Equal((PowerShellOrigin.Path, Path.Combine(home, "pwsh")), (recent.Origin, recent.Words[0]));
        Assert.Equal(recent, behindAnOldOne, (one, other) => one.Words.SequenceEqual(other.Words));
    }

    [Fact]
    public async Task The_users_tool_need_not_be_on_PATH()
    {
        await using var shop = new Workshop();
        Directory.CreateDirectory(shop.PathOf("home/.dotnet/tools"));
        File.CreateSymbolicLink(shop.PathOf("home/.dotnet/tools/pwsh"), Path.Combine(Home(), "pwsh"));

        var found = await FindAsync(shop, $"DOTNET_CLI_HOME={shop.PathOf("home")}");

        Assert.Equal((PowerShellOrigin.Tool, shop.PathOf("home/.dotnet/tools/pwsh")), (found.Origin, found.Words[0]));
    }

    [Fact]
    public async Task The_tool_of_a_folder_executes_the_scripts_of_the_jobs_in_it()
    {
        var real = RealPowerShell.Require();
        Assert.SkipUnless(real.Origin == PowerShellOrigin.Tool && real.Arguments.Count > 0,
            "the PowerShell of this machine is no tool of a folder");
        await using var shop = new Workshop();
        WriteTool(shop);
        File.WriteAllText(shop.PathOf("say.ps1"), "param($Word) \"said $Word\"");
        await shop.RegisterAsync("talk", """
            "steps": [{ "name": "say", "script": { "path": "say.ps1", "parameters": { "Word": "hello" } } }]
            """);

        var answer = await shop.CallWithAsync([$"PATH={s_path}"], "start", "talk");

        answer.EndsWith(0);
        Assert.Equal(RunStatus.Succeeded, (await shop.RunAsync(1)).Status);
        Assert.Contains("said hello", (await shop.CallAsync("log", "1")).Output);
    }

    [Fact]
    public async Task Where_there_is_none_a_job_with_a_script_is_not_begun()
    {
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("say.ps1"), "'said'");
        await shop.RegisterAsync("talk", """
            "steps": [
              { "name": "first", "command": ["touch", "begun"] },
              { "name": "say", "script": "say.ps1" }]
            """);
        string[] bare = [$"PATH={s_path}", $"DOTNET_CLI_HOME={shop.Folder}"];

        var asked = (await shop.CallWithAsync(bare, "powershell", "--json")).EndsWith(78);
        var started = (await shop.CallWithAsync(bare, "start", "talk", "--json")).EndsWith(78);

        Assert.Equal("PowerShellNotFound", asked.Error.GetProperty("id").GetString());
        Assert.Equal("PowerShellNotFound", started.Error.GetProperty("id").GetString());
        Assert.False(File.Exists(shop.PathOf("begun")));
    }

    [Fact]
    public async Task A_variable_that_names_nothing_is_no_reason_to_take_another_one()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallWithAsync([$"JOBOPS_PWSH={shop.PathOf("none")}"], "powershell", "--json")).EndsWith(78);

        Assert.Contains(shop.PathOf("none"), answer.Error.GetProperty("actual").GetString());
    }

    /// <summary>The folder of the real one, in which both its program and its library are.</summary>
    static string Home()
    {
        var real = RealPowerShell.Require();
        var home = Path.GetDirectoryName(real.Arguments.Count > 0
            ? real.Arguments[0]
            : new FileInfo(real.File).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real.File)!;
        Assert.SkipUnless(File.Exists(Path.Combine(home, "pwsh.dll")),
            "the PowerShell of this machine is a tool whose library is elsewhere");
        return home;
    }

    static void WriteTool(Workshop shop)
    {
        Directory.CreateDirectory(shop.PathOf(".config"));
        File.Copy(Path.Combine(Repository.Root, ToolManifest), shop.PathOf(ToolManifest));
    }

    static async Task<Found> FindAsync(Workshop shop, params string[] variables)
    {
        var answer = await shop.CallWithAsync([$"PATH={s_path}", .. variables], "powershell", "--json");
        var json = answer.EndsWith(0).Json;
        Assert.Matches(@"^7\.", json.GetProperty("version").GetString());
        return new(
            Enum.Parse<PowerShellOrigin>(json.GetProperty("origin").GetString()!),
            [json.GetProperty("file").GetString()!, .. json.GetProperty("arguments").EnumerateArray().Select(word => word.GetString()!)]);
    }

    static string WithoutPowerShell(string path) => string.Join(
        Path.PathSeparator, path.Split(Path.PathSeparator).Where(folder => !File.Exists(Path.Combine(folder, "pwsh"))));

    sealed record Found(PowerShellOrigin Origin, IReadOnlyList<string> Words);
}
