using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;

namespace JobOps.Agent.Demo;

/// <summary>
/// <c>jobops demo-site</c>: the HTTP service of the demo, for both of its forms. Prints its URL as soon as it answers,
/// and serves until it gets a signal or, if asked, until standard input ends: then it cannot outlive its parent. The commands below it
/// are what the steps of the demo's jobs execute.
/// </summary>
sealed class DemoSiteCommand : AgentCommand
{
    static readonly Option<DirectoryInfo> s_folder = new("--folder")
    {
        Description = "The site: releases/ and current.", Required = true, Recursive = true,
    };

    readonly Option<FileInfo?> _urlFile = new("--url-file") { Description = "Write the URL to this file, too." };
    readonly Option<bool> _untilInputEnds = new("--until-input-ends") { Description = "End when standard input does." };

    public DemoSiteCommand() : base("demo-site", "Serve the demo's site on a free loopback port")
    {
        Hidden = true;
        Add(s_folder);
        Add(_urlFile);
        Add(_untilInputEnds);
        Add(new SiteBackupCommand());
        Add(new SiteSwitchCommand());
        Add(new SiteSettingCommand());
    }

    /// <summary>The site that a command line means.</summary>
    public static SiteFolder SiteOf(Invocation call) => new(call.Value(s_folder)!.FullName);

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        using var server = new SiteServer(SiteOf(call));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation);
        if (call.Value(_untilInputEnds))
            _ = Task.Run(() =>
            {
                Console.In.ReadToEnd();
                stop.Cancel();
            });
        if (call.Value(_urlFile) is { } file)
            await WriteAtOnceAsync(file.FullName, server.Url.ToString());
        Console.WriteLine(server.Url);
        await server.ServeAsync(stop.Token);
        return ExitCodes.Ok;
    }

    // By a rename: a reader that waits for the file never sees half of it.
    static async Task WriteAtOnceAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
