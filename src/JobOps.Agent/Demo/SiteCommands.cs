using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;

namespace JobOps.Agent.Demo;

/// <summary><c>jobops demo-site backup</c>: keeps the release that is served, and prints its name.</summary>
sealed class SiteBackupCommand : AgentCommand
{
    readonly Option<FileInfo> _archive = new("--archive") { Description = "The ZIP archive to write.", Required = true };

    public SiteBackupCommand() : base("backup", "Keep the release that is served in an archive, and print its name") => Add(_archive);

    protected override Task<int> ExecuteAsync(Invocation call)
    {
        var site = DemoSiteCommand.SiteOf(call);
        site.Backup(call.Value(_archive)!.FullName);
        Console.WriteLine(site.Release);
        return Task.FromResult(ExitCodes.Ok);
    }
}

/// <summary><c>jobops demo-site switch</c>: serves another release.</summary>
sealed class SiteSwitchCommand : AgentCommand
{
    readonly Option<string> _release = new("--release") { Description = "A folder below releases/.", Required = true };

    public SiteSwitchCommand() : base("switch", "Serve another release; waits for the lock of the site") => Add(_release);

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        await DemoSiteCommand.SiteOf(call).SwitchAsync(call.Value(_release)!, call.Cancellation);
        return ExitCodes.Ok;
    }
}

/// <summary><c>jobops demo-site setting</c>: prints a setting of the site, or gives it another value.</summary>
sealed class SiteSettingCommand : AgentCommand
{
    readonly Option<string> _name = new("--name") { Description = "The setting.", Required = true };
    readonly Option<string?> _value = new("--value") { Description = "Its new value; without it the one that it has is printed." };

    public SiteSettingCommand() : base("setting", "Print a setting, or change it; waits for the lock of the site")
    {
        Add(_name);
        Add(_value);
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var (site, name) = (DemoSiteCommand.SiteOf(call), call.Value(_name)!);
        if (call.Value(_value) is { } value)
            await site.SetAsync(name, value, call.Cancellation);
        else
            Console.WriteLine(site.Settings().GetValueOrDefault(name) ?? throw new JobOpsException(
                Error.CommandLineInvalid("jobops demo-site setting", $"the site has no setting '{name}'")));
        return ExitCodes.Ok;
    }
}
