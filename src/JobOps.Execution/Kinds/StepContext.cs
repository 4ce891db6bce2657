using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>One step, with all that the execution of its action needs.</summary>
sealed class StepContext
{
    public required AttemptContext Attempt { get; init; }
    /// <summary>The run whose action it is: the attempt's own, or the one that it undoes.</summary>
    public required JobRun Run { get; init; }
    public required PlaceholderValues Values { get; init; }
    public required string StepName { get; init; }
    /// <summary>The states of what the step touches, before it.</summary>
    public required IReadOnlyDictionary<string, TouchedPath> Before { get; init; }
    /// <summary>The step that is undone; null where the action is not an undo.</summary>
    public JobStep? Undone { get; init; }
    /// <summary>Executes script blocks; null in a host without PowerShell.</summary>
    public IScriptBlockRunner? ScriptBlocks { get; init; }

    public JobDefinition Job => Attempt.Job;

    /// <summary>Marks the processes of this try.</summary>
    public string NewCookie() => StepCookie.New(Attempt.Ledger.Info.LedgerId, Attempt.Run.RunId, StepName);

    /// <exception cref="Errors.JobOpsException">PlaceholderEmpty</exception>
    public string Fill(Template template) => Values.Fill(template, StepName, Before);

    /// <inheritdoc cref="Fill(Template)"/>
    public Dictionary<string, string> Fill(IReadOnlyDictionary<string, Template> templates) =>
        templates.ToDictionary(pair => pair.Key, pair => Fill(pair.Value));

    /// <summary>A path of the definition, from the job's folder on.</summary>
    public string FullPath(Template path) => Path.GetFullPath(Fill(path), Job.WorkingDirectory);
}
