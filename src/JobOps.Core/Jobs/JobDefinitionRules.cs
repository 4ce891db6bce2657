using System.Globalization;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Queues;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>
/// What every definition has to fulfil, wherever it comes from: a job file, the parameters of a cmdlet, or another
/// program that writes to the ledger. Paths are those of a job file with <c>steps</c>.
/// </summary>
public static class JobDefinitionRules
{
    /// <summary>The most runs that a limit lets run at once.</summary>
    public const int GreatestConcurrency = 10_000;

    /// <summary>The most requests that one HTTP step makes.</summary>
    public const int MostRequests = 10_000;

    /// <summary>Characters of a script that a definition keeps; of a longer one only its hash.</summary>
    public const int LongestScript = 256 * 1024;

    /// <exception cref="JobOpsException">JobInvalid with every mistake, a line each</exception>
    public static void Require(JobDefinition job)
    {
        var problems = Check(job);
        if (problems.Count > 0)
            throw new JobOpsException(Error.JobInvalid(job.Name, string.Join('\n', problems)));
    }

    /// <summary>What the steps of a job take from the environment of a run, each once.</summary>
    public static IReadOnlyList<Placeholder> FromEnvironment(JobDefinition job) =>
        [.. Look(job).Templates.SelectMany(template => template.Placeholders).Select(Placeholder.TryParse).OfType<Placeholder>()
            .Where(placeholder => placeholder.Kind is PlaceholderKind.Setting or PlaceholderKind.EnvironmentSecret).Distinct()];

    /// <summary>Every mistake in the definition; empty where it is sound.</summary>
    public static IReadOnlyList<JobProblem> Check(JobDefinition job) => Look(job).Problems;

    static DefinitionCheck Look(JobDefinition job)
    {
        var check = new DefinitionCheck();
        check.Name(job.Name, "$.name");
        check.Words(job.Owner, "$.owner");
        check.Words(job.ExpectedResult, "$.expectedResult");
        check.Words(job.RollbackNote, "$.rollbackNote");
        check.Timeout(job.Timeout, "$.timeout");
        CheckFolder(job.WorkingDirectory, "$.workingDirectory", check);
        CheckPolicies(job, check);
        ContinuationRules.Check(job, check);
        check.AddRange(ParameterRules.Check(job));
        // What they take from an environment only a rehearsal needs.
        var probes = new DefinitionCheck();
        ProbeRules.Check(job, probes);
        check.AddRange(probes.Problems);
        if (job.Kind == JobKind.Runbook)
            CheckRunbook(job, check);
        else
            CheckSteps(job, check);
        // What is wrong with the parameters would be said again of each value.
        if (check.Problems.Count == 0)
            ScheduleMembers.Check(job, check);
        return check;
    }

    static void CheckPolicies(JobDefinition job, DefinitionCheck check)
    {
        if (job.Queue is { } queue)
            check.Name(queue, "$.queue");
        check.Range(job.Priority, -JobQueue.GreatestPriority, JobQueue.GreatestPriority, "$.priority");
        check.Timeout(job.StartWithin, "$.startWithin");
        if (job.Concurrency is { } concurrency)
        {
            check.Range(concurrency, 1, GreatestConcurrency, "$.concurrency");
            if (job.Overlap != Overlap.Allow)
                check.Add("$.concurrency", $"none, because overlap {Words(job.Overlap)} means one at a time", $"{concurrency}");
        }
        if (job.Retry is { } retry)
            CheckRetry(retry, check);
        for (var index = 0; index < job.Environments?.Count; index++)
            check.Fits(NameRule.Environment, job.Environments[index], JsonPath.Item("$.environments", index));
    }

    static void CheckRetry(RetryPolicy retry, DefinitionCheck check)
    {
        check.Range(retry.Attempts, 2, RetryPolicy.MostAttempts, "$.retry.attempts");
        check.Timeout(retry.Delay, "$.retry.delay");
        check.Timeout(retry.MaxDelay, "$.retry.maxDelay");
        if (retry.MaxDelay < retry.Delay)
            check.Add("$.retry.maxDelay", "not shorter than delay", $"{retry.MaxDelay:c}");
        for (var index = 0; index < retry.Except.Count; index++)
            if (!RetryPolicy.IsExceptWord(retry.Except[index]))
                check.Add(
                    JsonPath.Item("$.retry.except", index), "the id of an error, or 'exit' and a number", Quote(retry.Except[index]));
    }

    static string Words(Overlap overlap) => JsonNamingPolicy.CamelCase.ConvertName(overlap.ToString());

    /// <summary>A text as an error shows it: in quotes, cut where it is long.</summary>
    internal static string Quote(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..77]}…'";

    static void CheckFolder(string folder, string path, DefinitionCheck check)
    {
        if (!Path.IsPathFullyQualified(folder) || folder.Contains('\0')
            || folder.Contains("${", StringComparison.Ordinal))
            check.Add(path, "an absolute folder without placeholders", Quote(folder));
    }

    static void CheckRunbook(JobDefinition job, DefinitionCheck check)
    {
        if (job.Steps.Count > 0)
            check.Add("$.steps", "none; the script of a runbook declares its own", $"{job.Steps.Count} steps");
        if (job.IsTyped)
            check.Words(job.ScriptText ?? "", "$.script");
        else if (!Path.IsPathFullyQualified(job.ScriptPath ?? ""))
            check.Add("$.script", "the absolute path of a script", Quote(job.ScriptPath ?? ""));
    }

    static void CheckSteps(JobDefinition job, DefinitionCheck check)
    {
        if (job.Steps.Count == 0)
            check.Add("$.steps", "at least one step", "none");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < job.Steps.Count; index++)
        {
            var step = job.Steps[index];
            var path = JsonPath.Item("$.steps", index);
            check.Name(step.Name, $"{path}.name");
            if (!names.Add(step.Name))
                check.Add($"{path}.name", "a name that no earlier step has", Quote(step.Name));
            CheckPlaceable(step.Name, $"{path}.name", check);
            CheckStep(job, index, path, check);
        }
    }

    static void CheckStep(JobDefinition job, int index, string path, DefinitionCheck check)
    {
        var step = job.Steps[index];
        check.Timeout(step.Timeout, $"{path}.timeout");
        if (step is { ReadOnly: true, Undo: not null })
            check.Add($"{path}.undo", "no undo, because the step is readOnly and changes nothing", "an undo");

        CheckTouches(step, PlaceholderScope.OfTouches(job, index), $"{path}.touches", check);
        StepKind.Of(step.Action).Check(step.Action, PlaceholderScope.OfAction(job, index), path, check);
        if (step.Undo is { } undo)
            CheckUndo(undo, PlaceholderScope.OfUndo(job, index), $"{path}.undo", check);
    }

    static void CheckTouches(StepDefinition step, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in step.Touches)
        {
            var at = JsonPath.Member(path, name);
            check.Fits(NameRule.Parameter, name, at);
            if (!names.Add(name))
                check.Add(at, "a name that no other touched path of the step has", Quote(name));
            check.Required(template, "a path", scope, at);
        }
    }

    static void CheckUndo(StepAction undo, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        if (StepKind.Of(undo) is { NeedsNoUndo: true } kind)
            check.Add(path, "a command, a script or a restore", $"the kind {kind.Name}, which can undo nothing");
        else
            StepKind.Of(undo).Check(undo, scope, path, check);
    }

    // 'a.result' would make ${steps.a.result.result} mean two things.
    static void CheckPlaceable(string stepName, string path, DefinitionCheck check)
    {
        if (NameRule.Job.Fits(stepName)
            && Placeholder.TryParse($"steps.{stepName}.result") is not { Rest: "" })
            check.Add(path, "a name without '.result' in it, which placeholders use", Quote(stepName));
    }
}
