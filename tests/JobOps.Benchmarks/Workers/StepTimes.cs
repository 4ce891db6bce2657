using System.Diagnostics;
using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Benchmarks.Workers;

/// <summary>Tells when the only step of a run starts and ends, as readings of <see cref="Stopwatch"/>: it counts alike in
/// all processes of a machine.</summary>
sealed class StepTimes(Action<long> started, Action<long> ended) : IRunObserver
{
    public void StepStarting(JobRun run, string stepName, int number, int count) => started(Stopwatch.GetTimestamp());

    public void Line(LogLine line)
    {
    }

    public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered) => ended(Stopwatch.GetTimestamp());
}
