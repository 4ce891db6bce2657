using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>Nobody waits for what a command does not need: which assemblies the process itself says that it has loaded.</summary>
public sealed class LoadedAssemblyTests
{
    const string Drawing = "Spectre.Console";
    const string ServerClient = "Microsoft.Data.SqlClient";
    const string Mapper = "Dapper";
    const string Engine = "JobOps.Engine";
    const string Json = "System.Text.Json";

    [Theory]
    [InlineData("--version", Drawing, ServerClient, Mapper, Engine, Json)]
    [InlineData("runs", ServerClient, Mapper)]
    [InlineData("runs --json", Drawing, ServerClient, Mapper)]
    [InlineData("runs --json --job nothing", Drawing, ServerClient, Mapper)]
    [InlineData("run 1 --json", Drawing, ServerClient, Mapper)]
    [InlineData("run 99 --json", Drawing, ServerClient, Mapper)] // an error
    [InlineData("jobs --json", Drawing, ServerClient, Mapper)]
    [InlineData("steps 1 --json", Drawing, ServerClient, Mapper)]
    [InlineData("log 1 --json", Drawing, ServerClient, Mapper)]
    [InlineData("queues --json", Drawing, ServerClient, Mapper)]
    [InlineData("workers --json", Drawing, ServerClient, Mapper)]
    [InlineData("ledger --json", Drawing, ServerClient, Mapper)]
    [InlineData("start easy --json", Drawing, ServerClient, Mapper)]
    [InlineData("exec --quiet-on-success --job e --owner o --expected-result r --rollback-note n -- true", Drawing, ServerClient, Mapper)]
    public async Task A_command_loads_nothing_that_it_does_not_need(string line, params string[] unneeded)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.RegisterAsync("plain", """ "steps": [{ "name": "go", "command": ["true"] }] """);
        await shop.EnqueueAsync("plain");

        var loaded = await LoadedByAsync(shop, line.Split(' '));

        Assert.Contains("jobops", loaded);
        Assert.Empty(loaded.Intersect(unneeded));
    }

    [Fact]
    public async Task The_process_tells_of_what_it_does_need()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        Assert.Subset((await LoadedByAsync(shop, "jobs")).ToHashSet(), new HashSet<string> { Drawing, Engine });
        Assert.Subset((await LoadedByAsync(shop, "jobs", "--json")).ToHashSet(), new HashSet<string> { Json, Engine });
    }

    static async Task<string[]> LoadedByAsync(Workshop shop, params string[] arguments)
    {
        var file = shop.PathOf("loaded.txt");
        await shop.CallWithAsync(
            [$"DOTNET_STARTUP_HOOKS={typeof(LoadedAssemblyTests).Assembly.Location}", $"{StartupHook.FileVariable}={file}"], arguments);
        return await File.ReadAllLinesAsync(file);
    }
}
