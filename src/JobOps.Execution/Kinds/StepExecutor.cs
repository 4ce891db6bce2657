using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Executes one action: a command, a script or a probe. Knows nothing of the ledger's rows.</summary>
/// <param name="attempt">Its lease is handed to scripts, so that their steps join the run; its log takes the output.</param>
/// <param name="run">The run whose action it is: the attempt's own, or the one that it undoes.</param>
/// <param name="values">Fills the placeholders.</param>
sealed class StepExecutor(AttemptContext attempt, JobRun run, PlaceholderValues values)
{
    static readonly JsonSerializerOptions s_json = new(LedgerJson.Options) { WriteIndented = false };

    /// <summary>SHA-256 over what the action is with its placeholders filled; secrets count as their placeholders.</summary>
    public string InputHash(string step, StepAction action, IReadOnlyDictionary<string, TouchedPath> before)
    {
        var text = LedgerJson.Write(action) + "\n" + Describe(step, action, before);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The action as one line that a person reads.</summary>
    public string Describe(string step, StepAction action, IReadOnlyDictionary<string, TouchedPath>? before = null) =>
        attempt.Log.Mask.Apply(action switch
        {
            CommandAction command => string.Join(' ', command.Command.Select(part => Next.Shell(values.Fill(part, step, before)))),
            ScriptAction script => "pwsh -File " + Next.Shell(values.Fill(script.Path, step, before)),
            HttpAction http => $"GET {values.Fill(http.Url, step, before)} × {http.Requests}",
            _ => "a script block",
        });

    /// <summary>Finds the program that an action starts, unless placeholders stand in its name.</summary>
    /// <exception cref="JobOpsException">CommandNotFound, PowerShellNotFound</exception>
    public void RequireProgram(string step, StepAction action)
    {
        if (action is CommandAction { Command: [var program, ..], WorkingDirectory: null } && !program.Placeholders.Any())
            FindProgram(step, program.Text, attempt.Job.WorkingDirectory);
        else if (action is ScriptAction)
            PowerShellProgram.Find(attempt.Job.WorkingDirectory);
    }

    /// <returns>The result as JSON.</returns>
    /// <exception cref="JobOpsException">
    /// CommandNotFound, PowerShellNotFound, CommandFailed, OutputNotJson, HttpCheckFailed, PlaceholderEmpty
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    public Task<string> ExecuteAsync(
        string step, StepAction action, IReadOnlyDictionary<string, TouchedPath> before, CancellationToken cancellation) =>
        action switch
        {
            CommandAction command => RunCommandAsync(step, command, before, cancellation),
            ScriptAction script => RunScriptAsync(step, script, before, cancellation),
            HttpAction http => ProbeAsync(step, http, before, cancellation),
            _ => throw new JobOpsException(Error.StepThrew(run.RunId, step, "this host cannot execute a script block")),
        };

    Task<string> RunCommandAsync(
        string step, CommandAction command, IReadOnlyDictionary<string, TouchedPath> before, CancellationToken cancellation)
    {
        var words = command.Command.Select(part => values.Fill(part, step, before)).ToList();
        var folder = command.WorkingDirectory is { } own
            ? Path.GetFullPath(values.Fill(own, step, before), attempt.Job.WorkingDirectory)
            : attempt.Job.WorkingDirectory;
        var variables = Fill(command.Environment, step, before);
        variables["JOBOPS_RUN_ID"] = $"{run.RunId}";
        return StartAsync(step, words, folder, variables, command.JsonOutput, cancellation);
    }

    Task<string> RunScriptAsync(
        string step, ScriptAction script, IReadOnlyDictionary<string, TouchedPath> before, CancellationToken cancellation)
    {
        var powerShell = PowerShellProgram.Find(attempt.Job.WorkingDirectory);
        List<string> words =
        [
            powerShell.File, .. powerShell.Arguments, "-NoProfile", "-NonInteractive", "-File",
            Path.GetFullPath(values.Fill(script.Path, step, before), attempt.Job.WorkingDirectory),
        ];
        foreach (var (name, value) in script.Parameters)
            words.AddRange([$"-{name}", values.Fill(value, step, before)]);
        var variables = Fill(script.Environment, step, before);
        foreach (var (name, value) in RunContext.Variables(attempt.Lease, attempt.Ledger.Address))
            variables[name] = value;
        return StartAsync(step, words, attempt.Job.WorkingDirectory, variables, json: false, cancellation);
    }

    async Task<string> StartAsync(
        string step, List<string> words, string folder, Dictionary<string, string> variables, bool json,
        CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            throw new JobOpsException(Error.FolderNotFound(run.RunId, step, folder));
        var file = FindProgram(step, words[0], folder);
        var output = new OutputCapture(attempt.Log, step, attempt.Options.OutputCap);
        int exitCode;
        try
        {
            exitCode = await CommandRunner.RunAsync(
                new(file, words[1..], folder, variables, attempt.Options.ShieldSteps), output, attempt.Options.Grace, cancellation);
        }
        catch (Win32Exception exception)
        {
            throw new JobOpsException(Error.StepThrew(run.RunId, step, exception.Message), exception);
        }
        if (exitCode != 0)
            throw new JobOpsException(Error.CommandFailed(run.RunId, step, exitCode, output.LastLine));
        return json ? ReadJson(step, output) : JsonSerializer.Serialize(ReadText(output), s_json);
    }

    string FindProgram(string step, string program, string folder) =>
        ExecutableFinder.Find(program, folder) ?? throw new JobOpsException(Error.CommandNotFound(run.RunId, step, program));

    string ReadJson(string step, OutputCapture output)
    {
        if (output.Truncated)
            throw new JobOpsException(Error.OutputNotJson(run.RunId, step, $"more than {attempt.Options.OutputCap} characters"));
        try
        {
            return JsonNode.Parse(output.StandardOutput)?.ToJsonString(s_json) ?? "null";
        }
        catch (JsonException exception)
        {
            throw new JobOpsException(Error.OutputNotJson(run.RunId, step, exception.Message), exception);
        }
    }

    // A result is for other steps and for people; the whole output is in the log.
    static string ReadText(OutputCapture output)
    {
        const int longest = 4000;
        var text = output.StandardOutput.TrimEnd();
        return text.Length <= longest ? text : text[..longest];
    }

    async Task<string> ProbeAsync(
        string step, HttpAction http, IReadOnlyDictionary<string, TouchedPath> before, CancellationToken cancellation)
    {
        var address = values.Fill(http.Url, step, before);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new JobOpsException(Error.HttpCheckFailed(
                run.RunId, step, $"Step '{step}' of run {run.RunId} has no address to ask.", "an http or https URL", address));
        var expected = new ExpectedAnswer(
            http.Expect?.Status, http.Expect?.Body is { } body ? values.Fill(body, step, before) : null, http.Expect?.Within);
        var (measurement, mismatch) = await HttpProbe.MeasureAsync(url, http.Requests, expected, cancellation);
        attempt.Log.Write(LogStream.JobOps, step, FormattableString.Invariant(
            $"{measurement.Requests} requests, {measurement.Failed} failed, median {measurement.MedianMs:0.0} ms, p95 {measurement.P95Ms:0.0} ms"));
        if (http.Expect is not null && mismatch is not null)
            throw new JobOpsException(Error.HttpCheckFailed(
                run.RunId, step,
                $"Step '{step}' of run {run.RunId}: {measurement.Failed} of {measurement.Requests} requests to {url} were not answered as expected.",
                HttpProbe.Describe(expected), mismatch));
        return JsonSerializer.Serialize(measurement, s_json);
    }

    Dictionary<string, string> Fill(
        IReadOnlyDictionary<string, Template> templates, string step, IReadOnlyDictionary<string, TouchedPath> before) =>
        templates.ToDictionary(pair => pair.Key, pair => values.Fill(pair.Value, step, before));
}
