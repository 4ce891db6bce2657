using System.Diagnostics;
using JobOps.Changes;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Engine.Tests.Execution;

/// <summary>The note of a change, out of what its runs really did to files, and what a real repository says.</summary>
public sealed class ChangeNoteTests : ExecutionTest
{
    string Target => Folder.File("current");

    [Fact]
    public async Task What_two_runs_did_to_one_path_is_one_line_from_before_the_first_to_after_the_last()
    {
        File.CreateSymbolicLink(Target, "releases/1");
        var change = await AppliedAsync();
        await SwitchAsync(change, "releases/2");
        var last = await SwitchAsync(change, "releases/3");

        var note = await new ChangeNoteWriter(Ledger).WriteAsync(change, " why ", new(), [], Cancellation);

        var file = Assert.Single(note.Files);
        Assert.Equal(
            (Target, $"run {last.RunId}, switch", "releases/1", "releases/3"),
            (file.Path, file.StepName, file.Before!.Value, file.After!.Value));
        Assert.True(file.Changed);
        Assert.Equal("why", note.Reason);
        Assert.Equal($"vi site.conf; Start-Job job -Change {change} -Wait; Start-Job job -Change {change} -Wait", note.Command);
        Assert.Null(note.Metric);
    }

    [Fact]
    public async Task What_a_later_run_put_back_is_no_change()
    {
        File.CreateSymbolicLink(Target, "releases/1");
        var change = await AppliedAsync();
        await SwitchAsync(change, "releases/2");
        await SwitchAsync(change, "releases/1");

        var note = await new ChangeNoteWriter(Ledger).WriteAsync(change, "why", new(), [], Cancellation);

        Assert.False(Assert.Single(note.Files).Changed);
    }

    [Fact]
    public async Task What_was_undone_says_so_instead_of_what_it_had_left()
    {
        File.CreateSymbolicLink(Target, "releases/1");
        var change = await AppliedAsync();
        var run = await SwitchAsync(change, "releases/2");
        var rollback = await (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        await new Worker(Ledger, Options).ExecuteAsync(rollback.RunId, cancellation: Cancellation);

        var note = await new ChangeNoteWriter(Ledger).WriteAsync(change, "why", new(), [], Cancellation);

        var file = Assert.Single(note.Files);
        Assert.Equal($"run {run.RunId}, switch, undone by run {rollback.RunId}", file.StepName);
        Assert.Null(file.After);
        Assert.Equal($"Invoke-Rollback {run.RunId}", note.Commands[^1]);
    }

    [Fact]
    public async Task A_repository_names_what_lies_between_two_commits()
    {
        await RepositoryAsync();

        var files = await RepositoryFiles.BetweenAsync(Folder.Path, "v1", "HEAD", Cancellation);
        var backwards = await RepositoryFiles.BetweenAsync(Folder.Path, "HEAD", "v1", Cancellation);

        Assert.Equal(
            ["added: git A", "gone: git D", "kept: git M", "new\nname: git R from old name"],
            files.Select(file => $"{file.Path}: {file.StepName}").Order(StringComparer.Ordinal));
        Assert.Contains(backwards, file => file is { Path: "old name", StepName: "git R from new\nname" });
        Assert.All(files, file => Assert.Null(file.Before ?? file.After));
        Assert.Empty(await RepositoryFiles.BetweenAsync(Folder.Path, "v1", "v1", Cancellation));
    }

    [Theory]
    [InlineData("nosuch", "HEAD")]
    [InlineData("--output=written", "HEAD")]
    [InlineData("v1", "--exit-code")]
    [InlineData("v1..HEAD", "HEAD")]
    [InlineData("v1:kept", "HEAD")]
    [InlineData("", "HEAD")]
    [InlineData(null, "HEAD")]
    public async Task What_names_no_commit_is_refused_and_is_no_option(string? from, string to)
    {
        await RepositoryAsync();

        var error = await Assert.ThrowsAsync<JobOpsException>(() => RepositoryFiles.BetweenAsync(Folder.Path, from, to, Cancellation));

        Assert.Equal((nameof(Error.RepositoryUnreadable), Folder.Path), (error.Error.Id, error.Error.Target));
        Assert.False(File.Exists(Folder.File("written")));
    }

    [Fact]
    public async Task A_folder_that_is_no_repository_or_not_there_is_refused()
    {
        Git("--version");
        foreach (var folder in (string[])[Folder.Path, Folder.File("nosuch")])
        {
            var error = await Assert.ThrowsAsync<JobOpsException>(() => RepositoryFiles.BetweenAsync(folder, "v1", "v2", Cancellation));
            Assert.Equal(nameof(Error.RepositoryUnreadable), error.Error.Id);
        }
    }

    /// <summary>A change that was measured by a word, and applied by hand.</summary>
    async Task<ChangeId> AppliedAsync()
    {
        var changeId = (await Ledger.Changes.OpenAsync(LedgerContract.SampleChange(), Cancellation)).ChangeId;
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Measured, "nothing is slow", cancellation: Cancellation);
        await Ledger.Changes.SetStatusAsync(changeId, ChangeStatus.Applied, command: "vi site.conf", cancellation: Cancellation);
        return changeId;
    }

    async Task<JobRun> SwitchAsync(ChangeId change, string to)
    {
        await RegisterAsync(new StepDefinition
        {
            Name = "switch",
            Action = new CommandAction { Command = [.. ((string[])["ln", "-sfn", to, "current"]).Select(Template.Parse)] },
            Undo = new CommandAction
            {
                Command = [.. ((string[])["ln", "-sfn", "${steps.switch.before.current}", "current"]).Select(Template.Parse)],
            },
            Touches = Touch("current", "current"),
        });
        var started = await new JobStarter(Ledger).StartAsync(
            new() { JobName = "job", ChangeId = change }, executedHere: true, Cancellation);
        var run = await new Worker(Ledger, Options).ExecuteAsync(started.Run.RunId, cancellation: Cancellation);
        Assert.Equal(RunStatus.Succeeded, run.Status);
        return run;
    }

    /// <summary>Two commits, of which the first is v1, with everything that can happen to a file between them.</summary>
    async Task RepositoryAsync()
    {
        Git("init", "-q", ".");
        await WriteAsync("kept", "one");
        await WriteAsync("gone", "two");
        await WriteAsync("old name", string.Join('\n', Enumerable.Range(1, 50)));
        Git("add", "kept", "gone", "old name");
        Commit("first");
        Git("tag", "v1");
        await WriteAsync("kept", "one, and more");
        await WriteAsync("added", "three");
        Git("mv", "old name", "new\nname");
        Git("rm", "-q", "gone");
        Git("add", "kept", "added");
        Commit("second");
    }

    Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Folder.File(name), text, Cancellation);

    void Commit(string message) =>
        Git("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "-m", message);

    void Git(params string[] arguments)
    {
        Process? git = null;
        try
        {
            git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder.Path, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("git is not on this machine");
        }
        using (git)
        {
            git!.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }
    }
}
