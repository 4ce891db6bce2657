using System.Text.Json;

namespace JobOps.Agent.Tests.Support;

/// <summary>What a call of <c>jobops</c> came back with.</summary>
sealed record Answer(int ExitCode, string Output, string Errors)
{
    /// <summary>Standard output as the one JSON document that it has to be.</summary>
    public JsonElement Json => Parse(Output);

    /// <summary>Standard error as the JSON document of an error.</summary>
    public JsonElement Error => Parse(Errors);

    /// <summary>The id of the run that standard output, as JSON, is about.</summary>
    public long RunId => Json.GetProperty("runId").GetInt64();

    /// <summary>Itself, after a look at the exit code.</summary>
    public Answer EndsWith(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode} instead of {exitCode}\n{Output}\n{Errors}");
        return this;
    }

    static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
