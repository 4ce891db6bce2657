using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>rollback, note, notes.</summary>
public sealed class RollbackAndNoteTests
{
    [Fact]
    public async Task Rollback_puts_back_what_was_there_before_and_says_so_the_second_time()
    {
        await using var shop = await SwitchedAsync();

        var plan = (await shop.CallAsync("rollback", "1", "--what-if")).EndsWith(0);
        Assert.Equal("new", Current(shop));
        var done = (await shop.CallAsync("rollback", "1")).EndsWith(0);
        var again = (await shop.CallAsync("rollback", "1")).EndsWith(0);

        Assert.Equal("old", Current(shop));
        Assert.Contains("ln -sfn", plan.Output);
        Assert.Contains("Pending", plan.Output);
        Assert.DoesNotContain("Undone", plan.Output);
        Assert.Contains("Undone", done.Output);
        Assert.Contains("undone already", again.Output);
    }

    [Fact]
    public async Task Rollback_leaves_alone_what_somebody_else_changed_unless_forced()
    {
        await using var shop = await SwitchedAsync();
        File.Delete(shop.PathOf("current"));
        File.CreateSymbolicLink(shop.PathOf("current"), "somebody-elses");

        var refused = (await shop.CallAsync("rollback", "1")).EndsWith(1);
        Assert.Equal("somebody-elses", Current(shop));
        (await shop.CallAsync("rollback", "1", "--force")).EndsWith(0);

        Assert.Contains("Drifted", refused.Output);
        Assert.Contains("jobops rollback 1 --force", refused.Errors);
        Assert.Equal("old", Current(shop));
    }

    [Fact]
    public async Task A_rollback_whose_process_was_killed_is_told_of_by_the_next_start_and_goes_on_when_it_is_asked_for_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the lease has to run out first");
        await using var shop = new Workshop();
        await shop.RegisterAsync("slow", """
            "steps": [
              { "name": "first", "command": ["true"], "undo": { "command": ["sh", "-c", "echo first >> undone"] } },
              { "name": "second", "command": ["true"], "undo": { "command": ["sh", "-c", "echo second >> undone; cat go"] } }
            ]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        (await shop.CallAsync("start", "slow")).EndsWith(0);
        var killed = shop.Start("rollback", "1");
        await shop.WaitUntilAsync(_ => Task.FromResult(Undone(shop) == "second"));
        // Its undo lives on: nobody was there to end it.
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);

        var start = (await shop.CallAsync("start", "slow")).EndsWith(0);
        var again = shop.Start("rollback", "1");
        // Had the first undo not been ended, it would take the word.
        await shop.WaitUntilAsync(_ => Task.FromResult(Undone(shop) == "second second"));
        await Pipe.SayGoAsync(shop.PathOf("go"));
        var ended = (await Workshop.EndOfAsync(again)).EndsWith(0);

        Assert.Matches("The rollback of run 1, run 2, was left by worker [^ ]+, which is gone", start.Errors.ReplaceLineEndings(" "));
        Assert.Contains("Run 1 is undone, by run 2.", ended.Output);
        Assert.Equal("second second first", Undone(shop));
    }

    [Fact]
    public async Task A_note_has_the_reason_the_command_and_the_files()
    {
        await using var shop = await SwitchedAsync();

        var written = (await shop.CallAsync("note", "1", "--reason", "the new look")).EndsWith(0);
        var listed = (await shop.CallAsync("notes", "--job", "swi*")).EndsWith(0);
        var markdown = (await shop.CallAsync("notes", "--run", "1", "--markdown")).EndsWith(0);
        var none = (await shop.CallAsync("notes", "--job", "other", "--json")).EndsWith(0);

        foreach (var answer in new[] { written, listed, markdown })
        {
            Assert.Contains("the new look", answer.Output);
            Assert.Contains(shop.PathOf("current"), answer.Output.ReplaceLineEndings("").Replace(" ", ""));
        }
        Assert.StartsWith("#", markdown.Output);
        Assert.Equal(0, none.Json.GetArrayLength());
    }

    [Fact]
    public async Task A_note_needs_a_reason()
    {
        await using var shop = await SwitchedAsync();

        (await shop.CallAsync("note", "1")).EndsWith(64);
        (await shop.CallAsync("note", "1", "--reason", " ")).EndsWith(65);
    }

    static async Task<Workshop> SwitchedAsync()
    {
        var shop = new Workshop();
        File.CreateSymbolicLink(shop.PathOf("current"), "old");
        await shop.RegisterAsync("switch", SampleJobs.Switches);
        (await shop.CallAsync("start", "switch", "--parameter", "to=new")).EndsWith(0);
        return shop;
    }

    static string? Current(Workshop shop) => new FileInfo(shop.PathOf("current")).LinkTarget;

    static string Undone(Workshop shop) =>
        File.Exists(shop.PathOf("undone")) ? string.Join(' ', File.ReadAllLines(shop.PathOf("undone"))) : "";
}
