using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Is told how an execution goes, for progress bars and live output. Called from any thread; must not throw. Who watches a
/// command that is no step of a run hears lines only.</summary>
public interface IRunObserver
{
    /// <param name="run">The run.</param>
    /// <param name="stepName">The step.</param>
    /// <param name="number">1 for the first.</param>
    /// <param name="count">How many steps the run has; 0 where it is not known.</param>
    void StepStarting(JobRun run, string stepName, int number, int count)
    {
    }

    /// <summary>A masked line of output, as the log keeps it.</summary>
    void Line(LogLine line);

    /// <summary>Where the output of a step is to be passed on as it comes, byte for byte but for its secrets; null where nobody
    /// wants it.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="stream">The stream of the step's process.</param>
    Action<ReadOnlyMemory<byte>>? Passing(long runId, LogStream stream) => null;

    /// <param name="run">The run.</param>
    /// <param name="stepName">The step.</param>
    /// <param name="status">Its outcome.</param>
    /// <param name="remembered">True when the step had finished in an earlier attempt and was not executed again.</param>
    void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered)
    {
    }
}
