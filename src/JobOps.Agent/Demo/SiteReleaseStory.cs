using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Steps;

namespace JobOps.Agent.Demo;

/// <summary>
/// The story that the demo tells: a release, a broken release and its rollback, the same request again, a release whose worker is
/// killed half-way, two changes that are measured, of which one makes a difference, and a rehearsal that production asks for.
/// </summary>
sealed class SiteReleaseStory(DemoFolder folder, Operator person, SiteProcess site, Screen screen, CancellationToken cancellation)
{
    const string Job = "site-release";
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // So short that its end does not take long; a server that is far away, or busy, takes longer to renew it.
    int LeaseSeconds => folder.Ledger.Provider == LedgerLocation.Sqlite ? 2 : 10;

    // The ids of the runs, in the order in which the story requests them in its fresh ledger.
    const long RunOfRelease2 = 1;
    const long RunOfRelease3 = 2;
    const long RunOfRelease4 = 4;

    public async Task TellAsync()
    {
        await RegisterAsync();
        await ReleaseAsync();
        await BreakAndRollBackAsync();
        await AskAgainAsync();
        await SurviveAKillAsync();
        await MeasureChangesAsync();
        await RehearseAsync();
        await LookBackAsync();
    }

    async Task RegisterAsync()
    {
        person.Say("1. Open a ledger, register the job from its file");
        await Types("init");
        await Types("apply", DemoFolder.JobFileName);
    }

    async Task MeasureChangesAsync()
    {
        person.Say("6. Measure a slow page, change one thing, compare: another colour, then one look at the orders for all customers");
        await Types("apply", DemoFolder.SettingJobFileName);
        await ChangeAsync("C1", "Another colour", "colour", "navy", "Nobody waits for a colour.");
        // On a machine that is busy elsewhere, what makes no difference may look like one, or like nothing at all.
        await person.TypesAsync(cancellation, "change", "compare", "C1", "--meaningful", "50%");
        await NoteAsync("C1", "The brand has a new colour.", "--meaningful", "50%");
        await ChangeAsync("C2", "One look at the orders", "lookups", "once", "The page takes a tenth of the time.");
        // The same machine may leave nothing to say of times; what the page asks of its database is counted.
        var verdict = await person.TypesAsync(cancellation, "change", "compare", "C2");
        Expect(verdict is ExitCodes.Ok or ExitCodes.CannotTell, $"what makes the page ten times as fast ended with exit code {verdict}");
        await Types("change", "picture", "C2");
        await NoteAsync("C2", "The page went through all orders for each customer.");
        await Types("changes");
    }

    async Task ChangeAsync(string change, string title, string setting, string value, string expected)
    {
        var page = new Uri(site.Url, "orders").ToString();
        await Types(
            "change", "new", title, "--owner", "web team", "--expected-result", expected,
            "--rollback-note", $"jobops rollback --change {change}", "--scope", $"settings.json: {setting}",
            "--route", "/orders", "--expected-input", "none", "--slow-query", "GET /orders",
            "--noticed-at", "the list of orders appears late");
        await Types(
            "change", "measure", change, "--phase", "before", "--uri", page, "--count", "40", "--warm-up", "20",
            "--database-call-header", "X-Database-Calls");
        await Types(
            "start", "site-setting", "--change", change, "--parameter", "site=site", "--parameter", $"name={setting}",
            "--parameter", $"value={value}", "--parameter", $"url={page}");
        await Types("change", "measure", change, "--phase", "after");
    }

    async Task NoteAsync(string change, string reason, params string[] options)
    {
        await Types(["change", "note", change, "--reason", reason, .. options]);
        await Types("change", "complete", change);
    }

    async Task ReleaseAsync()
    {
        person.Say("2. Release version 2, and write the change note at once");
        await Types(Release(2));
        await Types("note", $"{RunOfRelease2}", "--reason", "Version 2 as announced");
        await ProveAsync("200", 2);
    }

    async Task BreakAndRollBackAsync()
    {
        person.Say("3. Release version 3, which is broken; roll it back");
        await person.TypesAsync(cancellation, ExitCodes.Failed, Release(3));
        await ProveAsync("500", 3);
        await Types("rollback", $"{RunOfRelease3}");
        await ProveAsync("200", 2);
    }

    async Task AskAgainAsync()
    {
        person.Say("4. Ask for version 2 again, with the same key");
        await Types(Release(2));
    }

    async Task SurviveAKillAsync()
    {
        person.Say("5. Kill the worker of a release half-way, start it again");
        await KillAfterBackupAsync();
        var before = await StepsOfRelease4Async();
        await Types(Release(4));
        await ProveAsync("200", 4);
        foreach (var (step, attempt) in await StepsOfRelease4Async())
            Expect(
                step is "baseline" or "backup" ? attempt == before[step] : attempt > before["switch"],
                $"step '{step}' ran in attempt {attempt}");
    }

    async Task RehearseAsync()
    {
        person.Say("7. Staging is a rehearsal: production asks for it, and an edit afterwards voids it");
        await Types("apply", DemoFolder.ColourJobFileName);
        await Types(
            "environment", "set", "staging", "--setting", "site=staging", "--expected-difference", "site=each has its own folder");
        await Types("environment", "set", "production", "--setting", "site=site");
        await Types("environment", "compare", "staging", "production");
        await person.TypesAsync(cancellation, ExitCodes.NotPermitted, Colour("green"));
        await Types("rehearse", "site-colour", "--environment", "staging", "--parameter", "colour=green");
        await Types(Colour("green"));
        var file = Path.Combine(folder.Path, DemoFolder.ColourJobFileName);
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, cancellation)).Replace("before:", "before, at once:", StringComparison.Ordinal),
            cancellation);
        screen.Line();
        screen.Line($"Edited: {DemoFolder.ColourJobFileName}", Tone.Doubtful);
        await Types("apply", DemoFolder.ColourJobFileName);
        await person.TypesAsync(cancellation, ExitCodes.NotPermitted, Colour("red"));
        await Types("rehearsals");
    }

    static string[] Colour(string colour) =>
        ["start", "site-colour", "--environment", "production", "--parameter", $"colour={colour}"];

    async Task LookBackAsync()
    {
        person.Say("8. What the ledger knows");
        await Types("runs");
        await Types("steps", $"{RunOfRelease4}");
        await Types("notes");
        await Types("verify");
    }

    /// <summary>Each step with the attempt in which it was executed.</summary>
    async Task<Dictionary<string, int>> StepsOfRelease4Async()
    {
        await using var ledger = await LedgerFactory.Instance.OpenAsync(folder.Ledger, cancellation);
        return (await ledger.Steps.GetAsync(RunOfRelease4, cancellation)).ToDictionary(step => step.StepName, step => step.Attempt);
    }

    // Holding the site's lock makes the release wait in its step "switch", as another release of the site would.
    async Task KillAfterBackupAsync()
    {
        using (File.Open(Path.Combine(folder.Site, "release.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            using var worker = person.Begins(Release(4), $"{WorkerOptions.LeaseVariable}={LeaseSeconds}");
            try
            {
                await WaitUntilAsync(async ledger => (await ledger.Steps.GetAsync(RunOfRelease4, cancellation))
                    .Any(step => step is { StepName: "switch", Status: StepStatus.Running }));
            }
            finally
            {
                // All of its processes at once, as when the host loses power: the worker writes nothing any more.
                try
                {
                    worker.Kill(entireProcessTree: true);
                }
                catch (ArgumentOutOfRangeException)
                {
                    // Wine has no start time of a process that is about to end, which .NET asks for once the worker is dead.
                }
                await worker.WaitForExitAsync(CancellationToken.None);
            }
        }
        screen.Line();
        screen.Line("Killed: the worker is dead, in the middle of step 'switch'.", Tone.Doubtful);
        await ProveAsync("200", 2);
        await WaitUntilAsync(async ledger => await ledger.Runs.FindAsync(RunOfRelease4, cancellation) is { IsAbandoned: true });
        await Types("run", $"{RunOfRelease4}");
    }

    async Task WaitUntilAsync(Func<ILedger, Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_patience);
        await using var ledger = await LedgerFactory.Instance.OpenAsync(folder.Ledger, limit.Token);
        // A lease ends without a change in the ledger, so it is looked at again anyway.
        while (!await condition(ledger))
            await ledger.WaitForChangeAsync(TimeSpan.FromSeconds(1), limit.Token);
    }

    async Task ProveAsync(string status, int release)
    {
        var answer = await site.RequestAsync(cancellation);
        Expect(
            answer.StartsWith(status, StringComparison.Ordinal) && answer.Contains(DemoFolder.TextOf(release), StringComparison.Ordinal),
            $"the site answered {answer}");
        screen.Line($"GET {site.Url} → {status}, \"{DemoFolder.TextOf(release)}\"", Tone.Quiet);
    }

    string[] Release(int number) =>
    [
        "start", Job, "--key", $"release-{number}", "--parameter", "site=site", "--parameter", $"release={number}",
        "--parameter", $"url={site.Url}", "--parameter", $"expected={DemoFolder.TextOf(number)}",
    ];

    Task Types(params string[] arguments) => person.TypesAsync(cancellation, ExitCodes.Ok, arguments);

    static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new JobOpsException(Error.DemoBroken(otherwise));
    }
}
