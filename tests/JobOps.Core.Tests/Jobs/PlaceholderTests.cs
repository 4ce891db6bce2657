using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>What may stand between <c>${</c> and <c>}</c>.</summary>
public class PlaceholderTests
{
    [Theory]
    [InlineData("parameters.site", PlaceholderKind.Parameter, "site", "", "parameters.site")]
    [InlineData("run.id", PlaceholderKind.Run, "id", "", "run.id")]
    [InlineData("run.job", PlaceholderKind.Run, "job", "", "run.job")]
    [InlineData("run.environment", PlaceholderKind.Run, "environment", "", "run.environment")]
    [InlineData("steps.a.result", PlaceholderKind.StepResult, "a", "", "steps.a.result")]
    [InlineData("steps.a.result.files.0.name", PlaceholderKind.StepResult, "a", "files.0.name", "steps.a.result")]
    [InlineData("steps.v1.2.result.x", PlaceholderKind.StepResult, "v1.2", "x", "steps.v1.2.result")]
    [InlineData("steps.a.result.result", PlaceholderKind.StepResult, "a", "result", "steps.a.result")]
    [InlineData("steps.a.before.link", PlaceholderKind.StepBefore, "a", "link", "steps.a.before.link")]
    [InlineData("steps.a.b.after.link", PlaceholderKind.StepAfter, "a.b", "link", "steps.a.b.after.link")]
    public void It_is_taken_apart(string text, PlaceholderKind kind, string name, string rest, string head)
    {
        var placeholder = Placeholder.TryParse(text);

        Assert.Equal(new Placeholder(kind, name, rest), placeholder);
        Assert.Equal((head, text), (placeholder!.Head, placeholder.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("parameters")]
    [InlineData("parameters.")]
    [InlineData("parameters.a.b")]
    [InlineData("Parameters.a")]
    [InlineData(" run.id")]
    [InlineData("run.id\n")]
    [InlineData("run.user")]
    [InlineData("steps.a")]
    [InlineData("steps..result")]
    [InlineData("steps.a.results")]
    [InlineData("steps.a.result.")]
    [InlineData("steps.a.result..x")]
    [InlineData("steps.a.before")]
    [InlineData("steps.a.before.b.c")]
    [InlineData("env.PATH")]
    public void Anything_else_is_none(string text) => Assert.Null(Placeholder.TryParse(text));
}
