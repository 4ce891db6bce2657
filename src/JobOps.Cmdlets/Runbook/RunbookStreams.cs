using System.Management.Automation;
using JobOps.Execution;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Hands what a runbook writes to the caller of Invoke-Runbook, stream by stream, and to the run's log.</summary>
sealed class RunbookStreams(PSCmdlet cmdlet, RunLog log, RunbookSession session, int cap)
{
    long _logged;

    /// <summary>On the pipeline's thread, as soon as the script has written it.</summary>
    public void Forward(PSObject? item)
    {
        switch (item?.BaseObject)
        {
            case ErrorRecord error when LastErrorLines.IsLine(error):
                session.ErrorLines.Add(error.ToString());
                Log(LogStream.Error, error.ToString());
                cmdlet.WriteInformation(new HostInformationMessage { Message = Plain(error.ToString()) }, ["PSHOST"]);
                break;
            case ErrorRecord error:
                Log(LogStream.Error, error.ToString());
                cmdlet.WriteError(Plain(error));
                break;
            case WarningRecord warning:
                Log(LogStream.Warning, warning.Message);
                cmdlet.WriteWarning(Plain(warning.Message));
                break;
            case VerboseRecord verbose:
                Log(LogStream.Verbose, verbose.Message);
                cmdlet.WriteVerbose(Plain(verbose.Message));
                break;
            case DebugRecord debug:
                Log(LogStream.Debug, debug.Message);
                cmdlet.WriteDebug(Plain(debug.Message));
                break;
            case InformationRecord information:
                LogNew(LogStream.Information, information.ToString());
                Write(information);
                break;
            default:
                LogNew(LogStream.Output, item?.ToString() ?? "");
                cmdlet.WriteObject(item?.BaseObject is string text && Plain(text) is var plain && plain != text ? plain : item);
                break;
        }
    }

    /// <summary>Only the log is told: whether anybody else is, the step decides when its block has ended.</summary>
    public void LogOutput(PSObject? item) => Log(LogStream.Output, item?.ToString() ?? "");

    void LogNew(LogStream stream, string text)
    {
        if (text != session.GivenOn)
            Log(stream, text);
    }

    /// <summary>As the log has it: without the secrets of the run.</summary>
    string Plain(string text) => session.Mask.Apply(text);

    ErrorRecord Plain(ErrorRecord error)
    {
        var plain = Plain(error.ToString());
        return plain == error.ToString() && Plain(error.Exception.Message) == error.Exception.Message
            ? error
            : new(new RuntimeException(plain), error.FullyQualifiedErrorId, error.CategoryInfo.Category, targetObject: null);
    }

    void Write(InformationRecord information)
    {
        var (text, plain) = (information.ToString(), Plain(information.ToString()));
        if (plain == text)
            cmdlet.WriteInformation(information);
        else if (information.MessageData is HostInformationMessage shown)
            cmdlet.WriteInformation(
                new HostInformationMessage
                {
                    Message = plain,
                    NoNewLine = shown.NoNewLine,
                    ForegroundColor = shown.ForegroundColor,
                    BackgroundColor = shown.BackgroundColor,
                },
                [.. information.Tags]);
        else
            cmdlet.WriteInformation(plain, [.. information.Tags]);
    }

    /// <summary>The log keeps the beginning up to the cap: a run that prints gigabytes must not fill the ledger.</summary>
    void Log(LogStream stream, string text)
    {
        if (_logged > cap)
            return;
        _logged += text.Length;
        if (_logged > cap)
            log.Write(
                LogStream.JobOps, session.StepName,
                FormattableString.Invariant($"… what follows the first {cap:N0} characters is left out …"));
        else
            foreach (var line in Lines(session.Mask.Apply(text)))
                log.Write(stream, session.StepName, line);
    }

    static IEnumerable<string> Lines(string text) =>
        from line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')
        from part in line.Length <= LogLine.LongestText ? [line] : line.Chunk(LogLine.LongestText).Select(part => new string(part))
        select part;
}
