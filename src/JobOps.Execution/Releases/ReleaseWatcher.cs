using System.ComponentModel;
using System.Text.RegularExpressions;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>Follows logs and an address after a release, compares them with the time before, and ends early on a rise of errors.</summary>
/// <param name="ledger">Where what was seen is kept, as a checklist: each source is an item.</param>
/// <param name="progress">Is told how many seconds have passed.</param>
/// <param name="clock">The clock of this machine.</param>
public sealed class ReleaseWatcher(ILedger ledger, IProgress<long> progress, TimeProvider? clock = null)
{
    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Watches until the time is over or the errors have risen.</summary>
    /// <exception cref="JobOpsException">WatchPlanInvalid, ChangeNotFound, ChangeNotApplied</exception>
    public async Task<ReleaseWatch> WatchAsync(WatchPlan plan, CancellationToken cancellation = default)
    {
        plan.Check();
        var change = await ledger.Changes.RequireAsync(plan.ChangeId, cancellation);
        var window = await WindowAsync(plan, change, cancellation);
        var sources = await SourcesAsync(plan, window, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(sources.Select(source => GuardAsync(source, () => source.BeginAsync(cancellation))));
        progress.Report(0);
        var following = sources.Select(source => Task.Run(
            () => GuardAsync(source, () => source.FollowAsync(stop.Token)), CancellationToken.None)).ToList();
        try
        {
            await WaitAsync(plan, sources, window, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(following);
        }
        var watched = window.Now - window.Began;
        var looks = sources.Select(source => (source.Name, Look: source.Look(atEnd: true))).ToList();
        var result = await ledger.ChecklistResults.AddAsync(
            new()
            {
                ChecklistName = WatchPlan.ChecklistName, Owner = change.Owner, File = WatchPlan.ChecklistName, Hash = "",
                ChangeId = change.ChangeId, Passed = looks.TrueForAll(one => one.Look.Verdict == WatchVerdict.Quiet),
                Items = looks.Select(one => Item(one.Name, one.Look, change, watched)).ToList(),
            },
            cancellation);
        return new(
            result, looks.Exists(one => one.Look.Verdict == WatchVerdict.Rise) ? ExitCodes.CheckFailed
                : result.Passed ? ExitCodes.Ok
                : ExitCodes.CannotTell);
    }

    // The ledger's clock says when the change was applied, that of this machine when a line was written.
    async Task<WatchWindow> WindowAsync(WatchPlan plan, Change change, CancellationToken cancellation)
    {
        if (change.Status is not (ChangeStatus.Applied or ChangeStatus.Completed))
            throw new JobOpsException(Error.ChangeNotApplied(change.ChangeId, "watched"));
        var applied = change.RunIds.Count > 0
            ? (await ledger.Runs.FindAsync(change.RunIds[0], cancellation))?.StartedAt ?? change.StatusAt
            : change.StatusAt;
        var began = _clock.GetUtcNow();
        var release = applied + (began - await ledger.NowAsync(cancellation));
        return new(release, release - (plan.Before ?? plan.For), began, _clock);
    }

    async Task<IReadOnlyList<WatchedSource>> SourcesAsync(WatchPlan plan, WatchWindow window, CancellationToken cancellation)
    {
        var (pattern, mask) = (new Regex(plan.Pattern, RegexOptions.CultureInvariant, Patterns.Longest), new SecretMask([]));
        List<WatchedSource> sources =
        [
            .. plan.LogFiles.Select(file => new WatchedFile(NameOf(file, plan.LogFiles), file, pattern, window, mask)),
            .. plan.Units.Select(unit => WatchedCommand.OfUnit(unit, plan.Folder, pattern, window, mask)),
        ];
        if (plan.Command.Count > 0)
            sources.Add(new WatchedCommand(CommandWords.Write(plan.Command), plan.Command, plan.Folder, pattern, window, mask));
        if (plan.Uri is { } url)
            sources.Add(new WatchedAddress(url, plan.EffectiveEvery, await BeforeAsync(plan, url, cancellation)));
        return sources;
    }

    // The last part of its path, where that tells it from the others.
    static string NameOf(string file, IReadOnlyList<string> all) =>
        all.Count(other => Path.GetFileName(other) == Path.GetFileName(file)) == 1 ? Path.GetFileName(file) : file;

    async Task<IReadOnlyList<Sample>?> BeforeAsync(WatchPlan plan, Uri url, CancellationToken cancellation)
    {
        var baselines = await ledger.Baselines.GetAsync(plan.ChangeId, cancellation);
        return baselines.LastOrDefault(one => one is { Phase: Phase.Before, Source: MeasuredSource.Uri } && one.Target == url.ToString())
            is { } before
            ? await ledger.Baselines.GetSamplesAsync(before.BaselineId, cancellation)
            : null;
    }

    // What one source meets must not end the others.
    static async Task GuardAsync(WatchedSource source, Func<Task> work)
    {
        if (source.HasFailed)
            return;
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // It was watched for long enough.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception
            or BatchArgumentException)
        {
            source.Fail($"it cannot be read: {exception.Message}");
        }
    }

    async Task WaitAsync(WatchPlan plan, IReadOnlyList<WatchedSource> sources, WatchWindow window, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(plan.For < s_look ? plan.For : s_look, _clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var passed = window.Now - window.Began;
            progress.Report((long)passed.TotalSeconds);
            // Where nothing is followed any more there is nothing to wait for.
            if (passed >= plan.For || sources.All(source => source.HasFailed)
                || sources.Any(source => source.Look(atEnd: false).Verdict == WatchVerdict.Rise))
                return;
        }
    }

    static ChecklistItemResult Item(
        string name, (WatchVerdict Verdict, string Sentence, IReadOnlyList<string> Lines) look, Change change, TimeSpan watched) => new()
    {
        Name = name, Title = "It has no more errors than before the release.", Kind = WatchPlan.ItemKind, ItemHash = "",
        Status = look.Verdict == WatchVerdict.Quiet ? ChecklistItemStatus.Passed : ChecklistItemStatus.Failed,
        Actual = look.Verdict switch
        {
            WatchVerdict.Rise => $"a rise: {look.Sentence}",
            WatchVerdict.CannotTell => $"cannot tell: {look.Sentence}",
            _ => look.Sentence,
        },
        Remedy = look.Verdict switch
        {
            WatchVerdict.Quiet => null,
            WatchVerdict.Rise => $"Look at the lines, and roll it back: Invoke-Rollback -Change {change.ChangeId}, "
                + $"jobops rollback --change {change.ChangeId}.",
            _ => "Look at the lines; next time measure before the change, or follow a log whose lines have a time.",
        },
        Evidence = look.Lines.Select(ChecklistItemResult.Line).ToList(),
        DurationMs = (long)watched.TotalMilliseconds,
    };
}

/// <summary>A release that was watched.</summary>
/// <param name="Result">As it is kept.</param>
/// <param name="ExitCode">0 for quiet, 2 for a rise, 3 where nothing can be said.</param>
public sealed record ReleaseWatch(ChecklistResult Result, int ExitCode);
