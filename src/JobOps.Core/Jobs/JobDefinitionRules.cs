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
    internal const int LeastStatus = 100;
    internal const int GreatestStatus = 599;

    /// <summary>The most runs that a limit lets run at once.</summary>
    public const int GreatestConcurrency = 10_000;

    /// <summary>The most requests that one HTTP step makes.</summary>
    public const int MostRequests = 10_000;

    /// <exception cref="JobOpsException">JobInvalid with every mistake, a line each</exception>
    public static void Require(JobDefinition job)
    {
        var problems = Check(job);
        if (problems.Count > 0)
            throw new JobOpsException(Error.JobInvalid(job.Name, string.Join('\n', problems)));
    }

    /// <summary>Every mistake in the definition; empty where it is sound.</summary>
    public static IReadOnlyList<JobProblem> Check(JobDefinition job)
    {
        var problems = new List<JobProblem>();
        CheckName(job.Name, "$.name", problems);
        CheckWords(job.Owner, "$.owner", problems);
        CheckWords(job.ExpectedResult, "$.expectedResult", problems);
        CheckWords(job.RollbackNote, "$.rollbackNote", problems);
        CheckTimeout(job.Timeout, "$.timeout", problems);
        CheckFolder(job.WorkingDirectory, "$.workingDirectory", problems);
        CheckPolicies(job, problems);
        problems.AddRange(ParameterRules.Check(job));
        if (job.Kind == JobKind.Runbook)
            CheckRunbook(job, problems);
        else
            CheckSteps(job, problems);
        return problems;
    }

    static void CheckPolicies(JobDefinition job, List<JobProblem> problems)
    {
        if (job.Queue is { } queue)
            CheckName(queue, "$.queue", problems);
        CheckRange(job.Priority, -JobQueue.GreatestPriority, JobQueue.GreatestPriority, "$.priority", problems);
        CheckTimeout(job.StartWithin, "$.startWithin", problems);
        if (job.Concurrency is { } concurrency)
        {
            CheckRange(concurrency, 1, GreatestConcurrency, "$.concurrency", problems);
            if (job.Overlap != Overlap.Allow)
                problems.Add(new("$.concurrency", $"none, because overlap {Words(job.Overlap)} means one at a time", $"{concurrency}"));
        }
        if (job.Retry is { } retry)
            CheckRetry(retry, problems);
    }

    static void CheckRetry(RetryPolicy retry, List<JobProblem> problems)
    {
        CheckRange(retry.Attempts, 2, RetryPolicy.MostAttempts, "$.retry.attempts", problems);
        CheckTimeout(retry.Delay, "$.retry.delay", problems);
        CheckTimeout(retry.MaxDelay, "$.retry.maxDelay", problems);
        if (retry.MaxDelay < retry.Delay)
            problems.Add(new("$.retry.maxDelay", "not shorter than delay", $"{retry.MaxDelay:c}"));
        for (var index = 0; index < retry.Except.Count; index++)
            if (!RetryPolicy.IsExceptWord(retry.Except[index]))
                problems.Add(new(
                    JsonPath.Item("$.retry.except", index), "the id of an error, or 'exit' and a number", Quote(retry.Except[index])));
    }

    static string Words(Overlap overlap) => JsonNamingPolicy.CamelCase.ConvertName(overlap.ToString());

    /// <summary>A text as an error shows it: in quotes, cut where it is long.</summary>
    internal static string Quote(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..77]}…'";

    static void CheckFolder(string folder, string path, List<JobProblem> problems)
    {
        if (!Path.IsPathFullyQualified(folder) || folder.Contains('\0')
            || folder.Contains("${", StringComparison.Ordinal))
            problems.Add(new(path, "an absolute folder without placeholders", Quote(folder)));
    }

    static void CheckRunbook(JobDefinition job, List<JobProblem> problems)
    {
        if (job.Steps.Count > 0)
            problems.Add(new("$.steps", "none; the script of a runbook declares its own", $"{job.Steps.Count} steps"));
        if (job.ScriptText is { } text)
            CheckWords(text, "$.script", problems);
        else if (!Path.IsPathFullyQualified(job.ScriptPath ?? ""))
            problems.Add(new("$.script", "the absolute path of a script", Quote(job.ScriptPath ?? "")));
    }

    static void CheckSteps(JobDefinition job, List<JobProblem> problems)
    {
        if (job.Steps.Count == 0)
            problems.Add(new("$.steps", "at least one step", "none"));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < job.Steps.Count; index++)
        {
            var step = job.Steps[index];
            var path = JsonPath.Item("$.steps", index);
            CheckName(step.Name, $"{path}.name", problems);
            if (!names.Add(step.Name))
                problems.Add(new($"{path}.name", "a name that no earlier step has", Quote(step.Name)));
            CheckPlaceable(step.Name, $"{path}.name", problems);
            CheckStep(job, index, path, problems);
        }
    }

    static void CheckStep(JobDefinition job, int index, string path, List<JobProblem> problems)
    {
        var step = job.Steps[index];
        CheckTimeout(step.Timeout, $"{path}.timeout", problems);
        if (step is { ReadOnly: true, Undo: not null })
            problems.Add(new($"{path}.undo", "no undo, because the step is readOnly and changes nothing", "an undo"));

        CheckTouches(step, PlaceholderScope.OfTouches(job, index), $"{path}.touches", problems);
        CheckAction(step.Action, PlaceholderScope.OfAction(job, index), path, problems);
        if (step.Undo is { } undo)
            CheckUndo(undo, PlaceholderScope.OfUndo(job, index), $"{path}.undo", problems);
    }

    static void CheckTouches(StepDefinition step, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in step.Touches)
        {
            var at = JsonPath.Member(path, name);
            CheckFits(NameRule.Parameter, name, at, problems);
            if (!names.Add(name))
                problems.Add(new(at, "a name that no other touched path of the step has", Quote(name)));
            CheckRequired(template, "a path", scope, at, problems);
        }
    }

    static void CheckUndo(StepAction undo, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        if (undo is HttpAction)
            problems.Add(new(path, "a command or a script", "an http probe, which can undo nothing"));
        else
            CheckAction(undo, scope, path, problems);
    }

    static void CheckAction(StepAction action, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        switch (action)
        {
            case CommandAction command:
                CheckCommand(command, scope, path, problems);
                break;
            case ScriptAction script:
                CheckRequired(script.Path, "the path of a script", scope, $"{path}.script.path", problems);
                CheckVariables(script.Parameters, scope, $"{path}.script.parameters", problems);
                CheckVariables(script.Environment, scope.WithSecrets(), $"{path}.environment", problems);
                break;
            case HttpAction http:
                CheckHttp(http, scope, $"{path}.http", problems);
                break;
        }
    }

    static void CheckCommand(CommandAction command, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        if (command.Command.Count == 0)
            problems.Add(new($"{path}.command", "a program, and its arguments if it takes any", "nothing"));
        for (var index = 0; index < command.Command.Count; index++)
        {
            var at = JsonPath.Item($"{path}.command", index);
            if (index == 0)
                CheckRequired(command.Command[0], "a program", scope, at, problems);
            else
                problems.AddRange(scope.Check(command.Command[index], at));
        }
        if (command.WorkingDirectory is { } folder)
            CheckRequired(folder, "a folder", scope, $"{path}.workingDirectory", problems);
        CheckVariables(command.Environment, scope.WithSecrets(), $"{path}.environment", problems);
    }

    static void CheckHttp(HttpAction http, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        problems.AddRange(scope.Check(http.Url, $"{path}.url"));
        // With a placeholder in it, whether it is a URL shows when it is filled.
        if (!http.Url.Placeholders.Any() && !IsHttpUrl(http.Url.Text))
            problems.Add(new($"{path}.url", "an absolute http or https URL", Quote(http.Url.Text)));
        CheckRange(http.Requests, 1, MostRequests, $"{path}.requests", problems);
        if (http.Expect is not { } expect)
            return;
        CheckRange(expect.Status, LeastStatus, GreatestStatus, $"{path}.expect.status", problems);
        CheckTimeout(expect.Within, $"{path}.expect.within", problems);
        if (expect.Body is { } body)
            problems.AddRange(scope.Check(body, $"{path}.expect.body"));
    }

    static void CheckVariables(
        IReadOnlyDictionary<string, Template> variables, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        foreach (var (name, template) in variables)
        {
            var at = JsonPath.Member(path, name);
            CheckFits(NameRule.Variable, name, at, problems);
            problems.AddRange(scope.Check(template, at));
        }
    }

    static void CheckRequired(
        Template template, string expected, PlaceholderScope scope, string path, List<JobProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(template.Text))
            problems.Add(new(path, expected, "an empty text"));
        problems.AddRange(scope.Check(template, path));
    }

    static void CheckName(string name, string path, List<JobProblem> problems) =>
        CheckFits(NameRule.Job, name, path, problems);

    static void CheckFits(NameRule rule, string name, string path, List<JobProblem> problems)
    {
        if (!rule.Fits(name))
            problems.Add(new(path, rule.Words, Quote(name)));
    }

    // 'a.result' would make ${steps.a.result.result} mean two things.
    static void CheckPlaceable(string stepName, string path, List<JobProblem> problems)
    {
        if (NameRule.Job.Fits(stepName)
            && Placeholder.TryParse($"steps.{stepName}.result") is not { Rest: "" })
            problems.Add(new(path, "a name without '.result' in it, which placeholders use", Quote(stepName)));
    }

    static void CheckWords(string text, string path, List<JobProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            problems.Add(new(path, "words", "an empty text"));
    }

    static void CheckTimeout(TimeSpan? timeout, string path, List<JobProblem> problems)
    {
        if (timeout is { } limit && !Duration.IsAllowed(limit))
            problems.Add(new(path, Duration.Words, limit.ToString("c", CultureInfo.InvariantCulture)));
    }

    static void CheckRange(int value, int least, int greatest, string path, List<JobProblem> problems)
    {
        if (value < least || value > greatest)
            problems.Add(new(path, $"a whole number from {least} to {greatest}", $"{value}"));
    }

    static bool IsHttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
