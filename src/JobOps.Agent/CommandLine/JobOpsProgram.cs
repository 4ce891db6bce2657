using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using JobOps.Agent.Demo;
using JobOps.Agent.Rendering;
using JobOps.Agent.Services;
using JobOps.Agent.Workers;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Agent.CommandLine;

/// <summary>One call of <c>jobops</c>: parse, execute, and turn whatever happens into an error text and an exit code.</summary>
static class JobOpsProgram
{
    /// <summary>Returns the process exit code: see <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var signals = new StopSignals();
        // An argument that starts with @ is a text like any other, not a file with more arguments.
        var parse = new JobOpsRootCommand(signals, args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        StandardStreams.Open(shared: parse.CommandResult.Command is DemoCommand);
        var screen = Screen.For(parse);
        try
        {
            if (parse.Action is ParseErrorAction)
                return Refuse(parse, args, new(Error.CommandLineInvalid(PathOf(parse), parse.Errors[0].Message)));
            // Signals and exceptions are ours: the library would print a stack trace and end with 1.
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            var exitCode = await parse.InvokeAsync(configuration, signals.Token);
            return exitCode == ExitCodes.Interrupted ? signals.ExitCode : exitCode;
        }
        catch (JobOpsException failure)
        {
            screen.Show(failure.Error);
            return failure.Error.Kind == ErrorKind.Interrupted ? signals.ExitCode : failure.Error.ExitCode;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
        catch (Exception unforeseen)
        {
            screen.Show(Error.Unexpected("jobops met an error that nobody foresaw.", unforeseen));
            return ExitCodes.Failed;
        }
    }

    // A service manager is told as well; it knows nothing of a process that ends before it has answered.
    static int Refuse(ParseResult parse, string[] args, JobOpsException mistake) =>
        OperatingSystem.IsWindows() && parse.CommandResult.Command is WorkerCommand && args.Contains(WorkerCommandLine.ServiceOption)
            ? WindowsService.Run(_ => throw mistake, TimeSpan.Zero)
            : throw mistake;

    // "jobops start", for the hint where to read on.
    static string PathOf(ParseResult parse)
    {
        var words = new Stack<string>();
        for (var part = parse.CommandResult; part.Command is not RootCommand; part = (CommandResult)part.Parent!)
            words.Push(part.Command.Name);
        return string.Join(' ', words.Prepend("jobops"));
    }
}
