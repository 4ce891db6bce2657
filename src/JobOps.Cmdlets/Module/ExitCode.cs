using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace JobOps.Cmdlets;

/// <summary>
/// Lets the process end with the exit code of the run that it executed last, so that cron, systemd and pipelines see
/// it. A session in which a person types only gets <c>$LASTEXITCODE</c>: it must never be closed from here.
/// </summary>
static class ExitCode
{
    // The parameters of pwsh that matter here, each with the shortest form that pwsh takes for it.
    static readonly (string Name, string Shortest)[] s_prompting = [("noexit", "noe"), ("interactive", "i")];

    static readonly (string Name, string Shortest)[] s_commands =
        [("command", "c"), ("commandwithargs", "commandwithargs"), ("cwa", "cwa"), ("file", "f"), ("encodedcommand", "e"), ("ec", "ec")];

    static readonly (string Name, string Shortest)[] s_withValue =
    [
        ("configurationfile", "configurationfile"), ("configurationname", "config"), ("custompipename", "cus"),
        ("executionpolicy", "ex"), ("ep", "ep"), ("inputformat", "inp"), ("if", "if"), ("outputformat", "o"), ("of", "of"),
        ("settingsfile", "settings"), ("windowstyle", "w"), ("workingdirectory", "wo"), ("wd", "wd"),
    ];

    static readonly Lazy<bool> s_endsByItself = new(() => EndsByItself(Environment.GetCommandLineArgs()[1..]));

    /// <summary>Must be called on the pipeline's thread.</summary>
    public static void Report(PSCmdlet cmdlet, int code)
    {
        cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", code);
        if (cmdlet.Host.Name == "ConsoleHost" && s_endsByItself.Value && !IsExpected())
            cmdlet.Host.SetShouldExit(code);
    }

    /// <summary>A test knows which outcome it wants, and ends with an exit code of its own.</summary>
    static bool IsExpected() => Runspace.DefaultRunspace.Debugger?.GetCallStack().Any(
        // PowerShell names the block, too: Invoke-Pester<End>.
        frame => frame.FunctionName.StartsWith("Invoke-Pester", StringComparison.OrdinalIgnoreCase)) is true;

    /// <summary>Whether pwsh with these arguments executes one script or command and then ends without a prompt.</summary>
    internal static bool EndsByItself(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsParameter(arguments[i]))
                return arguments[i] != "-"; // the first word that is no parameter is a script; "-" is standard input
            if (Matches(arguments[i], s_prompting))
                return false;
            if (Matches(arguments[i], s_commands))
                return i + 1 < arguments.Count && arguments[i + 1] != "-";
            if (Matches(arguments[i], s_withValue))
                i++;
        }
        return false;
    }

    static bool IsParameter(string argument) => argument.Length > 1 && argument[0] == '-';

    static bool Matches(string argument, (string Name, string Shortest)[] parameters)
    {
        var key = argument.TrimStart('-').ToLowerInvariant();
        return parameters.Any(parameter =>
            parameter.Name.StartsWith(key, StringComparison.Ordinal) && key.StartsWith(parameter.Shortest, StringComparison.Ordinal));
    }
}
