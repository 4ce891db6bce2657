using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Definitions that do not come from a file keep the same rules.</summary>
public class JobDefinitionRulesTests
{
    static readonly JobDefinition s_sound = new()
    {
        Name = "j", Owner = "o", ExpectedResult = "r", RollbackNote = "n",
        WorkingDirectory = Path.GetFullPath("/srv"),
        Steps = [new() { Name = "a", Action = Command("x") }],
    };

    static readonly JobDefinition s_runbook = s_sound with
    {
        Kind = JobKind.Runbook, Steps = [], ScriptPath = Path.GetFullPath("/srv/a.ps1"),
    };

    [Fact]
    public void A_sound_definition_has_no_problems()
    {
        Assert.Empty(JobDefinitionRules.Check(s_sound));
        Assert.Empty(JobDefinitionRules.Check(s_runbook));
        JobDefinitionRules.Require(s_sound);
    }

    public static TheoryData<JobDefinition, string> Problems => new()
    {
        { s_sound with { Name = "" }, "$.name" },
        { s_sound with { Name = new string('n', 129) }, "$.name" },
        { s_sound with { Name = "a\n" }, "$.name" },
        { s_sound with { Owner = " " }, "$.owner" },
        { s_sound with { ExpectedResult = "" }, "$.expectedResult" },
        { s_sound with { RollbackNote = "" }, "$.rollbackNote" },
        { s_sound with { Timeout = TimeSpan.Zero }, "$.timeout" },
        { s_sound with { Timeout = TimeSpan.FromDays(31) }, "$.timeout" },
        { s_sound with { Queue = "a b" }, "$.queue" },
        { s_sound with { Priority = 1001 }, "$.priority" },
        { s_sound with { StartWithin = TimeSpan.Zero }, "$.startWithin" },
        { s_sound with { Concurrency = 0 }, "$.concurrency" },
        { s_sound with { Concurrency = 1, Overlap = Overlap.Skip }, "$.concurrency" },
        { s_sound with { Retry = new() { Attempts = 1 } }, "$.retry.attempts" },
        { s_sound with { Retry = new() { Attempts = 101 } }, "$.retry.attempts" },
        { s_sound with { Retry = new() { Delay = TimeSpan.Zero } }, "$.retry.delay" },
        { s_sound with { Retry = new() { Delay = TimeSpan.FromHours(1) } }, "$.retry.maxDelay" },
        { s_sound with { Retry = new() { Except = ["exit 3", "NoSuchError"] } }, "$.retry.except[1]" },
        { s_sound with { WorkingDirectory = "" }, "$.workingDirectory" },
        { s_sound with { WorkingDirectory = "srv" }, "$.workingDirectory" },
        { s_sound with { Steps = [] }, "$.steps" },
        { With(Command()), "$.steps[0].command" },
        { With(new HttpAction { Url = Template.Parse("http://x/"), Requests = 10_001 }), "$.steps[0].http.requests" },
        { With(Command("x"), undo: new HttpAction { Url = Template.Parse("http://x/") }), "$.steps[0].undo" },
        { s_sound with { Parameters = [new() { Name = "p", Allowed = [] }] }, "$.parameters.p.allowed" },
        { s_runbook with { ScriptPath = null }, "$.script" },
        { s_runbook with { ScriptPath = "a.ps1" }, "$.script" },
        { s_runbook with { Steps = s_sound.Steps }, "$.steps" },
    };

    [Theory]
    [MemberData(nameof(Problems), DisableDiscoveryEnumeration = true)]
    public void A_problem_has_a_path(JobDefinition job, string path) =>
        Assert.Equal([path], JobDefinitionRules.Check(job).Select(problem => problem.Path));

    [Fact]
    public void A_script_block_is_an_undo_of_runbooks_and_is_left_alone() =>
        Assert.Empty(JobDefinitionRules.Check(With(Command("x"), undo: new ScriptBlockAction([]))));

    [Fact]
    public void All_problems_are_in_one_error()
    {
        var error = Assert.Throws<JobOpsException>(
            () => JobDefinitionRules.Require(s_sound with { Owner = "", Steps = [] })).Error;

        Assert.Equal(("JobInvalid", ExitCodes.BadInput), (error.Id, error.ExitCode));
        Assert.Equal(
            "$.owner: expected words, found an empty text\n$.steps: expected at least one step, found none",
            error.Actual);
    }

    static JobDefinition With(StepAction action, StepAction? undo = null) =>
        s_sound with { Steps = [new() { Name = "a", Action = action, Undo = undo }] };

    static CommandAction Command(params string[] words) => new() { Command = [.. words.Select(Template.Parse)] };
}
