using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Core.Tests.Wording;

public class StepWordsTests
{
    static readonly JobStep s_step = new() { RunId = 1, StepName = "switch", Undo = "{}" };

    static readonly TouchedPath s_old = new("/srv/current", PathKind.Link, "releases/1");

    public static TheoryData<string, JobStep> Undos => new()
    {
        { "ready", s_step },
        { "none", s_step with { Undo = null } },
        { "not needed", s_step with { Undo = null, ReadOnly = true } },
        { "Drifted", s_step with { UndoStatus = UndoStatus.Drifted } },
    };

    [Theory]
    [MemberData(nameof(Undos))]
    public void The_undo_is_what_became_of_it_or_else_whether_there_is_one(string words, JobStep step) =>
        Assert.Equal(words, StepWords.Undo(step));

    [Fact]
    public void A_step_that_an_earlier_attempt_has_finished_was_done_before()
    {
        var step = s_step with { Status = StepStatus.Succeeded, Attempt = 1, RunAttempt = 3 };

        Assert.Equal("done before, in attempt 1", StepWords.Note(step));
        Assert.Equal("undone by hand", StepWords.Note(step with { UndoReason = "undone by hand" }));
        Assert.Equal("", StepWords.Note(step with { RunAttempt = 1 }));
        Assert.Equal("", StepWords.Note(step with { Status = StepStatus.Failed }));
        Assert.Equal("done before; not executed again", StepWords.Ended(StepStatus.Succeeded, remembered: true));
    }

    [Fact]
    public void A_changed_path_is_said_with_both_states()
    {
        var next = s_old with { Value = "releases/2" };

        Assert.Equal("current: releases/1 → releases/2", StepWords.Change("current", s_old, next));
        Assert.Equal("current: releases/1, not changed", StepWords.Change("current", s_old, s_old));
        Assert.Equal("current: absent → not known", StepWords.Change("current", new("/srv/current", PathKind.Absent, ""), null));
    }
}
