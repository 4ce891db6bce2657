using System.Diagnostics;
using JobOps.Agent.Rendering;
using JobOps.Errors;

namespace JobOps.Agent.Demo;

/// <summary>Does what a person would do: types a command, and looks at what comes back.</summary>
sealed class Operator(ThisProgram program, Screen screen)
{
    // The width of a terminal, as of Screen.
    const int LongestLine = 80;

    /// <summary>Says what the next commands are for.</summary>
    public void Say(string text)
    {
        screen.Line();
        screen.Line($"## {text}", Tone.Heading);
    }

    /// <summary>Types <c>jobops …</c>, shows its output, and checks that it ends as the demo foretells.</summary>
    /// <exception cref="JobOpsException">DemoBroken</exception>
    public async Task TypesAsync(CancellationToken cancellation, int endsWith, params string[] arguments)
    {
        var code = await TypesAsync(cancellation, arguments);
        if (code != endsWith)
            throw new JobOpsException(Error.DemoBroken($"'jobops {arguments[0]}' ended with exit code {code}, not {endsWith}"));
    }

    /// <summary>Types <c>jobops …</c> and shows its output.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TypesAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var process = Begins(arguments);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != ExitCodes.Ok)
            screen.Line($"(exit code {process.ExitCode})", Tone.Quiet);
        return process.ExitCode;
    }

    /// <summary>Types <c>jobops …</c> and lets it run.</summary>
    /// <param name="variable">An environment variable for this call as NAME=value, or null.</param>
    public Process Begins(string[] arguments, string? variable = null)
    {
        screen.Line();
        screen.Line($"$ {(variable is null ? "" : variable + " ")}{AsTyped(arguments)}", Tone.Command);
        var start = program.Call(arguments);
        if (variable?.Split('=', 2) is [var name, var value])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static string AsTyped(string[] arguments)
    {
        var words = arguments.Select(Next.Shell).Prepend("jobops").ToArray();
        var line = string.Join(' ', words);
        if (line.Length <= LongestLine)
            return line;
        // Each option on a line of its own, with its value.
        var goesOn = OperatingSystem.IsWindows() ? "^" : "\\";
        return string.Concat(words.Select((word, index) =>
            index == 0 ? word : word.StartsWith("--", StringComparison.Ordinal) ? $" {goesOn}\n    {word}" : $" {word}"));
    }
}
