using System.Text.Encodings.Web;
using System.Text.Json;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>A job file in the making.</summary>
sealed class JobDraft
{
    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Name { get; set; }
    public required int Line { get; init; }
    public required string Text { get; init; }
    public string? Description { get; set; }
    public string? Timeout { get; set; }
    public string? Overlap { get; set; }
    public (int Attempts, string? Delay)? Retry { get; set; }
    public string? WorkingDirectory { get; set; }
    public Dictionary<string, string> Environment { get; } = [];
    /// <summary>The words of each command, one after the other.</summary>
    public List<IReadOnlyList<string>> Commands { get; } = [];
    /// <summary>When it is started; each has a name of its own in the file.</summary>
    public List<JobSchedule> Schedules { get; } = [];

    /// <summary>The text of the file.</summary>
    /// <param name="texts">Owner, expected result and rollback note, each null where nobody has said it.</param>
    public string ToText(IEnumerable<(string Member, string? Value, string What)> texts)
    {
        List<string> members = [$"\"name\": {Json(Name)},"];
        // The reader of job files takes no empty words: so it is not registered before somebody has said them.
        members.AddRange(texts.Select(text =>
            $"\"{text.Member}\": {Json(text.Value ?? "")},{(text.Value is null ? $" // missing: {text.What}" : "")}"));
        Add("description", Description);
        Add("timeout", Timeout);
        Add("overlap", Overlap);
        if (Retry is { } retry)
        {
            var delay = retry.Delay is null ? "" : $", \"delay\": {Json(retry.Delay)}";
            members.Add($"\"retry\": {{ \"attempts\": {retry.Attempts}{delay} }},");
        }
        Add("workingDirectory", WorkingDirectory);
        var variables = string.Join(", ", Environment.Select(variable => $"{Json(variable.Key)}: {Template(variable.Value)}"));
        var environment = variables.Length == 0 ? "" : $"\"environment\": {{ {variables} }}";
        if (Commands is [var only])
        {
            members.Add($"\"command\": {Words(only)},");
            if (environment.Length > 0)
                members.Add(environment + ",");
        }
        else
        {
            var more = environment.Length > 0 ? $", {environment}" : "";
            var steps = Commands.Select((words, index) =>
                $"    {{ \"name\": \"step-{index + 1}\", \"command\": {Words(words)}{more} }}");
            members.Add($"\"steps\": [\n{string.Join(",\n", steps)}\n  ],");
        }
        var schedules = Schedules.Select(schedule => $"    {Json(schedule.Name)}: {Schedule(schedule)}");
        members.Add($"\"schedules\": {{\n{string.Join(",\n", schedules)}\n  }}");
        return $"{{\n  {string.Join("\n  ", members)}\n}}\n";

        void Add(string member, string? value)
        {
            if (value is not null)
                members.Add($"\"{member}\": {Json(value)},");
        }
    }

    static string Schedule(JobSchedule schedule)
    {
        List<string> members = [$"\"cron\": {Json(schedule.Cron!)}"];
        if (schedule.TimeZone != JobSchedule.Utc)
            members.Add($"\"timeZone\": {Json(schedule.TimeZone)}");
        if (schedule.CatchUp != CatchUp.None)
            members.Add($"\"catchUp\": \"{schedule.CatchUp.ToString().ToLowerInvariant()}\"");
        if (schedule.Jitter is { } jitter)
            members.Add($"\"jitter\": {Json(Length(jitter))}");
        return $"{{ {string.Join(", ", members)} }}";
    }

    /// <summary>A length of time as job files have it.</summary>
    public static string Length(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{time.TotalHours:0}h"
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{time.TotalMinutes:0}m" : $"{time.TotalSeconds:0}s";

    static string Words(IEnumerable<string> words) => $"[{string.Join(", ", words.Select(Template))}]";

    // ${ would begin a placeholder.
    static string Template(string text) => Json(text.Replace("${", "$${", StringComparison.Ordinal));

    static string Json(string text) => JsonSerializer.Serialize(text, s_json);
}
