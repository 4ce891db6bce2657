using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Agent.Exec;

/// <summary>
/// Says on standard error how a command ended, and gives the exit code: the command's own, or that of an error of JobOps. Only then
/// an error is shown: so a reader knows whose code it is.
/// </summary>
sealed class ExecEnd(Screen screen, CommandOutput output, bool quiet)
{
    /// <summary>Of a run in the ledger.</summary>
    public int Show(JobRun requested, JobRun run)
    {
        var exitCode = run.Error?.CommandExitCode ?? run.ExitCode;
        if (exitCode != ExitCodes.Ok)
            output.Release();
        if (screen.IsJson)
            screen.Show(run with { Replayed = requested.Replayed }, _ => "");
        if (run.Error is { } error && (screen.IsJson || error.CommandExitCode is null))
            screen.Show(error);
        else if (exitCode != ExitCodes.Ok || !quiet)
            screen.Progress(Sentence(requested, run), Tones.Of(run.Status));
        return exitCode;
    }

    static string Sentence(JobRun requested, JobRun run)
    {
        var ended = $"Run {run.RunId} of {run.JobName} {RunWords.Ended(run.Status)}";
        var how = requested is { Replayed: true, IsFinished: true }
            ? $"{ended} {TimeWords.Ago(run.FinishedAt ?? run.ReadAt, run.ReadAt)} and has this key: replayed, nothing was executed"
            : $"{ended} after {TimeWords.Took(run.Duration)}";
        return run.Error?.CommandExitCode is { } code
            ? $"{how}; the command's exit code is {code}. Its log: jobops log {run.RunId}"
            : $"{how}.";
    }

    /// <summary>Of one without a ledger, whose record is kept for it.</summary>
    public int Show(JobOpsError failure, LedgerLocation location, JobDefinition job, RecordedRun run)
    {
        // That it went without a ledger has to be seen, however it ended: nobody else tells of it.
        output.Release();
        var kept = Keep(location, job, run);
        if (screen.IsJson)
            screen.Show(run, _ => "");
        screen.Show(failure);
        screen.Progress($"The command of {job.Name} was executed without it and {Ended(run.End)}. {kept}", Tone.Doubtful);
        return run.End.Kind == RecordedEndKind.Exited ? run.End.ExitCode!.Value : run.End.ErrorOf(0, run.StepName)!.ExitCode;
    }

    static string Keep(LedgerLocation location, JobDefinition job, RecordedRun run)
    {
        try
        {
            return $"Its record waits for the ledger: {RunSpool.OfUser().Keep(location, job, run)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JobOpsException)
        {
            return $"Its record is lost: {exception.Message.Split('\n')[0]}";
        }
    }

    static string Ended(RecordedEnd end) => end.Kind switch
    {
        RecordedEndKind.TimedOut => $"was ended after its time limit of {TimeWords.Took(end.Limit)}",
        RecordedEndKind.Stopped => "was stopped",
        RecordedEndKind.NotFound => $"was not found: {end.Detail}",
        RecordedEndKind.NotStarted => $"could not be started: {end.Detail}",
        _ when end.Succeeded => "succeeded",
        _ => $"failed; its exit code is {end.ExitCode}",
    };
}
