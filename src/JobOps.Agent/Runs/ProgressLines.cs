using JobOps.Agent.Rendering;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Agent.Runs;

/// <summary>Shows the steps of a run as they begin and end, a line each. What they print is in the log.</summary>
sealed class ProgressLines(Screen screen) : IRunObserver
{
    readonly Lock _one = new();
    (long RunId, string StepName)? _open;

    public void StepStarting(JobRun run, string stepName, int number, int count)
    {
        lock (_one)
        {
            CloseLine();
            screen.ProgressBegins($"  {number}/{count} {stepName,-12} ");
            _open = (run.RunId, stepName);
        }
    }

    public void Line(LogLine line)
    {
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered)
    {
        lock (_one)
        {
            // A remembered step was never begun, and the worker may have several runs in hand.
            if (_open != (run.RunId, stepName))
            {
                CloseLine();
                screen.ProgressBegins($"      {stepName,-12} ");
            }
            _open = null;
            screen.Progress(StepWords.Ended(status, remembered), remembered ? Tone.Quiet : Tones.Of(status));
        }
    }

    void CloseLine()
    {
        if (_open is not null)
            screen.Progress("");
    }
}
