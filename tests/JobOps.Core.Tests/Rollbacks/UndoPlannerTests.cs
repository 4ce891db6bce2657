using JobOps.Rollbacks;
using JobOps.Steps;

namespace JobOps.Core.Tests.Rollbacks;

/// <summary>What a rollback has to do about a step, by what the step recorded and by what stands there now.</summary>
public sealed class UndoPlannerTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_only_looked_is_left_out_and_the_newest_comes_first()
    {
        JobStep[] steps = [Step() with { Number = 1 }, Step() with { Number = 2, ReadOnly = true }, Step() with { Number = 3 }];

        Assert.Equal([3, 1], UndoPlanner.ToUndo(steps).Select(step => step.Number));
    }

    [Theory]
    [InlineData(UndoStatus.Undone, UndoStatus.AlreadyUndone)]
    [InlineData(UndoStatus.AlreadyUndone, UndoStatus.AlreadyUndone)]
    [InlineData(UndoStatus.CannotUndo, UndoStatus.Undone)]
    [InlineData(UndoStatus.Drifted, UndoStatus.Undone)]
    public void What_an_earlier_rollback_undid_is_not_undone_again_and_what_it_could_not_is_tried_again(UndoStatus earlier, UndoStatus now)
    {
        var (status, reason) = UndoPlanner.Look(Step() with { UndoStatus = earlier, UndoRunId = 9 }, force: false);

        Assert.Equal(now, status);
        Assert.Equal(now == UndoStatus.AlreadyUndone ? "undone by run 9" : null, reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_an_undo_nothing_can_be_done_and_no_force_helps(bool force) =>
        Assert.Equal((UndoStatus.CannotUndo, "the step recorded no undo"), UndoPlanner.Look(Step() with { Undo = null }, force));

    [Fact]
    public void A_step_that_declared_no_paths_is_undone_unseen() =>
        Assert.Equal((UndoStatus.Undone, null), UndoPlanner.Look(Step(), force: false));

    [Fact]
    public void What_stands_there_as_the_step_left_it_is_undone() =>
        Assert.Equal((UndoStatus.Undone, null), UndoPlanner.Look(Changed("old", "new"), force: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_again_as_before_the_step_needs_no_undo(bool force)
    {
        var step = Changed("old", "new");
        Write("file", "old");

        Assert.Equal((UndoStatus.AlreadyUndone, "the state is the one before the step"), UndoPlanner.Look(step, force));
    }

    [Fact]
    public void What_somebody_changed_since_is_shown_and_overwritten_only_with_force()
    {
        var step = Changed("old", "new");
        Write("file", "by hand");

        var (status, reason) = UndoPlanner.Look(step, force: false);

        Assert.Equal(UndoStatus.Drifted, status);
        Assert.Equal($"{Path("file")}: the step left {step.After["file"]}, now it is {TouchedPath.Read(Path("file"))}", reason);
        Assert.Equal((UndoStatus.Undone, null), UndoPlanner.Look(step, force: true));
    }

    [Fact]
    public void Of_several_paths_each_may_be_as_before_or_as_after()
    {
        var step = Changed("old", "new");
        Write("other", "one");
        var before = TouchedPath.Read(Path("other"));
        Write("other", "two");
        step = step with
        {
            Before = new Dictionary<string, TouchedPath>(step.Before) { ["other"] = before },
            After = new Dictionary<string, TouchedPath>(step.After) { ["other"] = TouchedPath.Read(Path("other")) },
        };

        Write("file", "old");

        Assert.Equal((UndoStatus.Undone, null), UndoPlanner.Look(step, force: false));
    }

    [Fact]
    public void What_an_interrupted_step_left_counts_as_its_doing()
    {
        var step = Changed("old", "new") with { Status = StepStatus.Interrupted, After = new Dictionary<string, TouchedPath>() };
        Write("file", "half of it");

        Assert.Equal((UndoStatus.Undone, null), UndoPlanner.Look(step, force: false));
    }

    [Fact]
    public void After_the_undo_the_first_path_that_is_not_as_before_is_named()
    {
        var step = Changed("old", "new");

        Assert.Equal($"{Path("file")} is {step.After["file"]} and not {step.Before["file"]}", UndoPlanner.Difference(step));
        Write("file", "old");
        Assert.Null(UndoPlanner.Difference(step));
    }

    static JobStep Step() => new() { RunId = 1, StepName = "copy", Status = StepStatus.Succeeded, Undo = "{}" };

    JobStep Changed(string before, string after)
    {
        Write("file", before);
        var old = TouchedPath.Read(Path("file"));
        Write("file", after);
        return Step() with
        {
            Before = new Dictionary<string, TouchedPath> { ["file"] = old },
            After = new Dictionary<string, TouchedPath> { ["file"] = TouchedPath.Read(Path("file")) },
        };
    }

    string Path(string name) => _folder.PathOf(name);

    void Write(string name, string text) => _folder.Write(name, text);
}
