using System.CommandLine;
using System.CommandLine.Parsing;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Wording;

namespace JobOps.Agent.Backups;

/// <summary><c>jobops backup new PATH… --to FOLDER</c>, or <c>--to FOLDER -- COMMAND</c>: makes a backup.</summary>
sealed class NewBackupCommand : AgentCommand
{
    readonly Argument<string[]> _words = new("path")
    {
        Description = "Files and folders; or after -- a program and its arguments whose output is kept, which no shell reads.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<string> _to = new("--to")
    {
        Description = "The folder of the archives; it is made where it is not there.", HelpName = "folder", Required = true,
    };
    readonly Option<string?> _name = new("--name")
    {
        Description = "What it is a backup of; the name of the first path or of the program if not given.",
    };
    readonly Option<string?> _root = new("--root")
    {
        Description = "The folder that the paths in the archive begin at; the nearest in which all lie if not given.", HelpName = "folder",
    };
    readonly Option<string?> _outputName = new("--output-name")
    {
        Description = "What the output of a command is called in the archive.", HelpName = "name",
    };
    readonly Option<int?> _keep = new("--keep") { Description = "So many good archives of this name stay.", HelpName = "n" };
    readonly Option<TimeSpan?> _keepFor = SharedArguments.Age("--keep-for", "Archives of this name that are older go: 30d, or 12h.");
    readonly Option<string?> _encrypt = new("--encrypt-with")
    {
        Description = "A command that encrypts what it reads, in one text: 'age -R backup.pub'. No shell reads it.", HelpName = "command",
    };
    readonly Option<bool> _links = BackupOptions.AllowOutsideLinks("Keep links that lead out of the root as they are.");
    readonly Option<bool> _refuse = new("--refuse-changed") { Description = "Make none where a file was altered while it was read." };
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done; write nothing." };

    public NewBackupCommand() : base("new", "Make a backup of files and folders, or of the output of a command")
    {
        Add(_words);
        foreach (var option in (Option[])
                 [_to, _name, _root, _outputName, _keep, _keepFor, _encrypt, _links, _refuse, _whatIf])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var words = call.Value(_words) ?? [];
        var (paths, command) = Divide(call.Parse, words);
        var plan = new NewBackup
        {
            Paths = [.. paths.Select(path => path.Length == 0 ? path : Path.GetFullPath(path))],
            Command = command,
            OutputName = call.Value(_outputName),
            Destination = call.Value(_to) is { Length: > 0 } to ? Path.GetFullPath(to) : "",
            Name = call.Value(_name),
            Root = call.Value(_root) is { Length: > 0 } root ? Path.GetFullPath(root) : null,
            Keep = call.Value(_keep),
            KeepFor = call.Value(_keepFor),
            EncryptWith = BackupOptions.Words(call.Value(_encrypt)),
            AllowOutsideLinks = call.Value(_links),
            RefuseChanged = call.Value(_refuse),
        };
        if (call.Value(_whatIf))
        {
            call.Screen.Show(plan, _ => $"Would make a backup of {BackupMaker.Check(plan)}.");
            return ExitCodes.Ok;
        }
        var made = await BackupMaker.MakeAsync(plan, new(), cancellation: call.Cancellation);
        foreach (var remark in made.Remarks)
            call.Screen.Progress($"Warning: {remark}", Tone.Doubtful);
        foreach (var removed in made.Removed)
            call.Screen.Progress($"Not kept any more: {removed}");
        call.Screen.Show(made, answer => BackupWords.Line(answer.Backup));
        return ExitCodes.Ok;
    }

    /// <summary>What stands behind --, is a command; what stands before it, are paths.</summary>
    static (string[] Paths, string[] Command) Divide(ParseResult parse, string[] words)
    {
        var dashes = parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var behind = Math.Max(0, parse.Tokens.Count - dashes - 1);
        return (words[..^Math.Min(behind, words.Length)], words[^Math.Min(behind, words.Length)..]);
    }
}
