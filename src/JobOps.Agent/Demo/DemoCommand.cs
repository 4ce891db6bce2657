using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;

namespace JobOps.Agent.Demo;

/// <summary>
/// <c>jobops demo</c>: the main job on a real site of its own, in a fresh folder, with a ledger there or a new one that was
/// named. Leaves nothing running.
/// </summary>
sealed class DemoCommand : AgentCommand
{
    readonly Option<DirectoryInfo?> _folder = new("--folder")
    {
        Description = "Where; replaced if an earlier demo left it. Default: a new temporary folder.",
    };

    public DemoCommand() : base("demo", "Release a site, break it, roll it back, survive a kill") => Add(_folder);

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        if (call.Screen.IsJson)
            throw new JobOpsException(Error.CommandLineInvalid("jobops demo", "the demo is for people and has no JSON form"));
        call.Screen.Line(
            "This is the demo without PowerShell: jobops executes the job file. " +
            "For the other form have PowerShell 7.6 on PATH (https://aka.ms/install-powershell) and run ./build.sh demo.");
        ThisProgram.RequireOneWord();

        var ledger = DemoLedger.Named(call);
        if (ledger is not null)
            await DemoLedger.RequireNewAsync(ledger, call.Cancellation);
        var folder = DemoFolder.Create(call.Value(_folder)?.FullName, ledger);
        call.Screen.Line(
            $"Everything happens in {folder.Path}{(ledger is null ? "" : $", and the ledger is {ledger}")}");
        var program = new ThisProgram(folder);
        await using var site = await SiteProcess.StartAsync(program, folder, call.Cancellation);
        await new SiteReleaseStory(folder, new(program, call.Screen), site, call.Screen, call.Cancellation).TellAsync();
        return ExitCodes.Ok;
    }
}
