using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text.RegularExpressions;

namespace JobOps.Cmdlets;

/// <summary>
/// Where a cmdlet draws its progress bars: on the host itself, which takes them from any thread. The pipeline's thread
/// may be busy for hours with the script of a runbook, and after Ctrl+C the pipeline takes nothing any more, not even
/// the record that takes a bar away.
/// </summary>
sealed partial class ProgressScreen
{
    // The name that PowerShell's console gives itself.
    const string Console = "ConsoleHost";

    static readonly Lazy<bool> s_isNonInteractive = new(() => Environment.GetCommandLineArgs().Skip(1).Any(NonInteractive().IsMatch));

    readonly PSHostUserInterface? _host;

    ProgressScreen(PSHostUserInterface? host) => _host = host;

    /// <summary>False where no bar would be seen, or none is wanted.</summary>
    public bool IsWatched => _host is not null;

    /// <summary>The one of a cmdlet. On the pipeline's thread.</summary>
    public static ProgressScreen Of(PSCmdlet cmdlet) => new(IsWanted(cmdlet) && !IsUnattended(cmdlet.Host) ? cmdlet.Host.UI : null);

    /// <summary>Shows or moves a bar, or takes it away.</summary>
    public void Draw(ProgressRecord record)
    {
        try
        {
            _host?.WriteProgress(0, record);
        }
        catch (Exception)
        {
            // Whatever a host cannot draw, and for whatever reason: the work that the bar tells of goes on.
        }
    }

    static bool IsWanted(PSCmdlet cmdlet)
    {
        var preference = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out var action)
            ? action
            : cmdlet.GetVariableValue("ProgressPreference");
        return $"{preference}" is not (nameof(ActionPreference.SilentlyContinue) or nameof(ActionPreference.Ignore));
    }

    /// <summary>
    /// PowerShell's console draws no bar where its output goes to a file or a pipe, but one that was started with
    /// -NonInteractive by a scheduler does. Other hosts collect records for their programs.
    /// </summary>
    static bool IsUnattended(PSHost host) => host.Name == Console && s_isNonInteractive.Value;

    // As pwsh reads it: with one dash, two, or a slash, and shortened to four letters or more.
    [GeneratedRegex("^(--?|/)noni(n(t(e(r(a(c(t(i(v(e)?)?)?)?)?)?)?)?)?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NonInteractive();
}
