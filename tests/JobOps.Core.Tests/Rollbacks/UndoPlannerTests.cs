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
    [InlineData(UndoStatus.CannotUndo, UndoStatus.Pending)]
    [InlineData(UndoStatus.Drifted, UndoStatus.Pending)]
    public void What_an_earlier_rollback_undid_is_not_undone_again_and_what_it_could_not_is_tried_again(UndoStatus earlier, UndoStatus now)
    {
        var (status, reason) = Look(Step() with { UndoStatus = earlier, UndoRunId = 9 }, force: false);

        Assert.Equal(now, status);
        Assert.Equal(now == UndoStatus.AlreadyUndone ? "undone by run 9" : null, reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_an_undo_nothing_can_be_done_and_no_force_helps(bool force) =>
        Assert.Equal((UndoStatus.CannotUndo, "the step recorded no undo"), Look(Step() with { Undo = null }, force));

    [Fact]
    public void A_step_that_declared_no_paths_is_undone_unseen() =>
        Assert.Equal((UndoStatus.Pending, null), Look(Step(), force: false));

    [Fact]
    public void What_stands_there_as_the_step_left_it_is_undone() =>
        Assert.Equal((UndoStatus.Pending, null), Look(Changed("old", "new"), force: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_again_as_before_the_step_needs_no_undo(bool force)
    {
        var step = Changed("old", "new");
        Write("file", "old");

        Assert.Equal((UndoStatus.AlreadyUndone, "the state is the one before the step"), Look(step, force));
    }

    [Fact]
    public void What_somebody_changed_since_is_shown_and_overwritten_only_with_force()
    {
        var step = Changed("old", "new");
        Write("file", "by hand");

        var (status, reason) = Look(step, force: false);

        Assert.Equal(UndoStatus.Drifted, status);
        Assert.Equal($"{Path("file")}: the step left {step.After["file"]}, now it is {TouchedPath.Read(Path("file"))}", reason);
        Assert.Equal((UndoStatus.Pending, null), Look(step, force: true));
    }

    [Fact]
    public void What_a_step_did_that_its_paths_do_not_show_is_undone()
    {
        Assert.Equal((UndoStatus.Pending, null), Look(Changed("same", "same"), force: false));

        var step = Changed("same", "same");
        Write("file", "by hand");
        Assert.Equal(UndoStatus.Drifted, Look(step, force: false).Status);
    }

    [Fact]
    public void A_mode_that_the_step_changed_is_undone_and_one_that_came_back_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "modes are read on Linux");
        Write("file", "same");
        SetMode(Path("file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = TouchedPath.Read(Path("file"));
        SetMode(Path("file"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var step = Step() with
        {
            Before = new Dictionary<string, TouchedPath> { ["file"] = before },
            After = new Dictionary<string, TouchedPath> { ["file"] = TouchedPath.Read(Path("file")) },
        };

        Assert.Equal((UndoStatus.Pending, null), Look(step, force: false));
        Assert.Equal(
            $"{Path("file")} is {step.After["file"].Beside(before)} and not {before.Beside(step.After["file"])}", Difference(step));
        SetMode(Path("file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(UndoStatus.AlreadyUndone, Look(step, force: false).Status);
    }

    [Fact]
    public void What_cannot_be_read_cannot_be_undone_without_a_look()
    {
        var step = Changed("old", "new");
        using var locked = new FileStream(Path("file"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var (status, reason) = Look(step, force: false);

        Assert.Equal(UndoStatus.CannotUndo, status);
        Assert.Contains(Path("file"), reason);
        Assert.Contains(Path("file"), Difference(step));
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

        Assert.Equal((UndoStatus.Pending, null), Look(step, force: false));

        // As before are both: it needs no undo, although one of them the step has left as it was.
        Write("other", "one");
        Assert.Equal(UndoStatus.AlreadyUndone, Look(step with { After = WithOther(step, before) }, force: false).Status);

        static Dictionary<string, TouchedPath> WithOther(JobStep step, TouchedPath other) => new(step.After) { ["other"] = other };
    }

    [Fact]
    public void A_step_that_left_no_state_needs_no_undo_where_all_is_as_before()
    {
        var step = Changed("old", "new") with { After = new Dictionary<string, TouchedPath>() };
        Write("file", "old");

        Assert.Equal(UndoStatus.AlreadyUndone, Look(step, force: false).Status);
    }

    [Fact]
    public void What_an_interrupted_step_left_counts_as_its_doing()
    {
        var step = Changed("old", "new") with { Status = StepStatus.Interrupted, After = new Dictionary<string, TouchedPath>() };
        Write("file", "half of it");

        Assert.Equal((UndoStatus.Pending, null), Look(step, force: false));
    }

    [Fact]
    public void After_the_undo_the_first_path_that_is_not_as_before_is_named()
    {
        var step = Changed("old", "new");

        Assert.Equal($"{Path("file")} is {step.After["file"]} and not {step.Before["file"]}", Difference(step));
        Write("file", "old");
        Assert.Null(Difference(step));
    }

    static (UndoStatus Status, string? Reason) Look(JobStep step, bool force) =>
        UndoPlanner.Look(step, force, TestContext.Current.CancellationToken);

    static string? Difference(JobStep step) => UndoPlanner.Difference(step, TestContext.Current.CancellationToken);

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

    static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    string Path(string name) => _folder.PathOf(name);

    void Write(string name, string text) => _folder.Write(name, text);
}
