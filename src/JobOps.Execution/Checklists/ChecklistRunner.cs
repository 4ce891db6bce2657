using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Steps;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>How a checklist is to be gone through.</summary>
public sealed record ChecklistRequest
{
    public required Checklist Checklist { get; init; }

    /// <summary>The environment that its placeholders are filled from; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>The change that it is gone through for; null for none.</summary>
    public ChangeId? ChangeId { get; init; }

    /// <summary>Answers that are known already, by the name of their item.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that show what was seen, by the name of their item.</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a person says to an item.</summary>
/// <param name="Note">What was seen.</param>
/// <param name="EvidenceFile">A file that shows it; null for none.</param>
public sealed record ItemAnswer(string Note, string? EvidenceFile = null);

/// <summary>Goes through checklists: looks, asks, and keeps what came of it.</summary>
/// <param name="ledger">Where it is kept.</param>
/// <param name="askAsync">Asks a person for an item; null where nobody can be asked, or nobody answered.</param>
/// <param name="tell">Is told of each item as it is done.</param>
public sealed class ChecklistRunner(
    ILedger ledger, Func<ChecklistItem, CancellationToken, Task<ItemAnswer?>> askAsync, Action<ChecklistItemResult> tell)
{
    // More than the grace of a program that is asked to end, and of those that listen to what it left behind.
    static readonly TimeSpan s_ending = TimeSpan.FromSeconds(15);

    /// <summary>Goes through a list, item by item, in its order.</summary>
    /// <exception cref="JobOpsException">EnvironmentNotFound, ChangeNotFound, ChecklistItemUnknown, EvidenceUnreadable</exception>
    public async Task<ChecklistResult> RunAsync(ChecklistRequest request, CancellationToken cancellation = default)
    {
        var list = request.Checklist;
        Check(list, request.Notes.Keys.Concat(request.Evidence.Keys));
        foreach (var (item, file) in request.Evidence)
            await HashAsync(item, file, list.Folder, cancellation);
        var environment = request.Environment is { } name
            ? await RunEnvironment.ReadAllAsync(await ledger.Environments.RequireAsync(name, version: null, cancellation), cancellation)
            : null;
        var change = request.ChangeId is { } id ? await new ChangeReader(ledger).ReadAsync(id, cancellation) : null;
        var walk = new Walk(
            request, environment, change, new(environment?.Secrets.Values ?? []), await EarlierAsync(request, cancellation),
            DateOnly.FromDateTime((await ledger.NowAsync(cancellation)).UtcDateTime));
        var items = new List<ChecklistItemResult>();
        foreach (var item in list.Items)
        {
            var result = item.Check is AttestCheck asked
                ? await AttestAsync(item, asked, walk, cancellation)
                : await LookAsync(item, walk, cancellation);
            items.Add(result);
            tell(result);
        }
        return await ledger.ChecklistResults.AddAsync(
            new()
            {
                ChecklistName = list.Name, Owner = list.Owner, File = list.File, Hash = list.Hash, ChangeId = request.ChangeId,
                Environment = environment?.Settings.Name, EnvironmentVersion = environment?.Settings.Version,
                Passed = items.TrueForAll(item => item.IsGood), Items = items,
            },
            cancellation);
    }

    static void Check(Checklist list, IEnumerable<string> answered)
    {
        var asked = list.Items.Where(item => item.IsAttested).Select(item => item.Name).ToList();
        foreach (var name in answered)
            if (!asked.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new JobOpsException(Error.ChecklistItemUnknown(
                    list.Name, name,
                    asked.Count == 0 ? "no answer: all of its items are automatic" : $"one of {string.Join(", ", asked)}"));
    }

    // Of the same change in the same environment; the oldest last.
    async Task<IReadOnlyList<ChecklistItemResult>> EarlierAsync(ChecklistRequest request, CancellationToken cancellation) =>
        request.ChangeId is not { } change ? [] : (await ledger.ChecklistResults.GetAsync(
                request.Checklist.Name, change, cancellation: cancellation))
            .Where(one => string.Equals(one.Environment, request.Environment, StringComparison.OrdinalIgnoreCase))
            .SelectMany(one => one.Items).ToList();

    async Task<ChecklistItemResult> LookAsync(ChecklistItem item, Walk walk, CancellationToken cancellation)
    {
        var hash = ItemHash(item);
        var context = new CheckContext
        {
            Item = item.Name, Folder = walk.Request.Checklist.Folder, Ledger = ledger, Environment = walk.Environment,
            Change = walk.Change, Mask = walk.Mask,
            FirstSeen = walk.FirstSeen(hash),
        };
        var clock = Stopwatch.StartNew();
        var outcome = await OutcomeAsync(item, context, cancellation);
        var waiver = outcome.Passed ? null : walk.WaiverOf(item);
        return new()
        {
            Name = item.Name, Title = item.Title, Kind = CheckKind.Of(item.Check).Name, ItemHash = hash,
            Status = outcome.Passed ? ChecklistItemStatus.Passed
                : waiver is not null ? ChecklistItemStatus.Waived
                : ChecklistItemStatus.Failed,
            Actual = Line(outcome.Actual, walk.Mask), Remedy = outcome.Passed ? null : Line(item.Remedy ?? outcome.Remedy ?? "", walk.Mask),
            Evidence = outcome.Evidence.Take(ChecklistItemResult.MostLines).Select(line => Line(line, walk.Mask)).ToList(),
            State = outcome.State, Waiver = waiver, DurationMs = clock.ElapsedMilliseconds,
        };
    }

    static async Task<CheckOutcome> OutcomeAsync(ChecklistItem item, CheckContext context, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(item.Timeout);
        var token = limit.Token;
        // Not on this thread: what waits in the system (a pipe that nobody writes into) must not keep the limit from being one.
        var look = Task.Run(() => Look.Of(item.Check).LookAsync(item.Check, context, token), CancellationToken.None);
        try
        {
            return await look.WaitAsync(token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return CheckOutcome.Fail(
                $"nothing seen within {TimeWords.Took(item.Timeout)}", "Find out why it takes so long, or give the item a longer timeout.");
        }
        catch (RegexMatchTimeoutException exception)
        {
            return CheckOutcome.Fail(
                $"the pattern {exception.Pattern} takes too long on what was found",
                "Write it without repetitions within repetitions, such as (a+)+.");
        }
        catch (JobOpsException exception)
        {
            return CheckOutcome.Fail($"{exception.Error.What} Found: {exception.Error.Actual}", $"Make true: {exception.Error.Expected}.");
        }
        // Whatever it meets is what it found: the others have to be looked at as well.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CheckOutcome.Fail(
                $"could not be looked at: {exception.Message}", "Make it readable for this account, or mend the item.");
        }
        finally
        {
            // What the look has started is ended by it: without waiting for that it would outlive this process.
            await Task.WhenAny(look, Task.Delay(s_ending, CancellationToken.None));
        }
    }

    async Task<ChecklistItemResult> AttestAsync(ChecklistItem item, AttestCheck asked, Walk walk, CancellationToken cancellation)
    {
        var result = new ChecklistItemResult
        {
            Name = item.Name, Title = item.Title, Kind = CheckKind.Of(asked).Name, ItemHash = ItemHash(item),
            Status = ChecklistItemStatus.Failed, Actual = "nobody has answered",
            Remedy = item.Remedy ?? "Look, and answer: -Note @{ … }, --note …=…, or where a person can be asked.",
        };
        var given = walk.Given(item);
        if (given is null && walk.Answered(result.ItemHash) is { } earlier)
            return earlier with { DurationMs = 0, Title = item.Title };
        var waiver = walk.WaiverOf(item);
        // Whom it does not hold up is not asked.
        var answer = given ?? (waiver is null ? await askAsync(item, cancellation) : null);
        if (answer is null || string.IsNullOrWhiteSpace(answer.Note))
            return Unanswered(walk.EvidenceOf(item) is null ? result : result with { Actual = "evidence was given, and no note" }, waiver);
        answer = answer with { EvidenceFile = answer.EvidenceFile ?? walk.EvidenceOf(item) };
        if (asked.Evidence && answer.EvidenceFile is null)
            return Unanswered(
                result with
                {
                    Actual = "no evidence was given",
                    Remedy = item.Remedy ?? "Name the file that shows it: -Evidence @{ … }, --evidence …=….",
                },
                waiver);
        var note = Line(answer.Note, walk.Mask);
        try
        {
            return result with
            {
                Status = ChecklistItemStatus.Attested, Actual = note, Remedy = null,
                Attestation = answer.EvidenceFile is not { } file ? new(note) : new(note)
                {
                    EvidenceFile = Path.GetFullPath(file, walk.Request.Checklist.Folder),
                    EvidenceSha256 = await HashAsync(item.Name, file, walk.Request.Checklist.Folder, cancellation),
                },
            };
        }
        catch (JobOpsException exception)
        {
            // What was typed at the question is a mistake of this item, and the others were looked at already.
            return Unanswered(result with { Actual = $"the evidence cannot be read: {exception.Error.Actual}" }, waiver);
        }
    }

    static ChecklistItemResult Unanswered(ChecklistItemResult result, Waiver? waiver) =>
        waiver is null ? result : result with { Status = ChecklistItemStatus.Waived, Waiver = waiver };

    static async Task<string> HashAsync(string item, string file, string folder, CancellationToken cancellation)
    {
        try
        {
            var path = Path.GetFullPath(file, folder);
            // It has no end, or waits for one who writes.
            if (UnixFileStatus.Of(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)?.Special is { } special)
                throw new IOException($"it is a {special}");
            await using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.EvidenceUnreadable(item, file, exception.Message), exception);
        }
    }

    static string ItemHash(ChecklistItem item) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{CheckKind.Of(item.Check).Name}\n{item.Name.ToLowerInvariant()}\n{LedgerJson.Write<object>(item.Check)}")));

    static string Line(string text, SecretMask mask) =>
        ChecklistItemResult.Line(mask.Apply(text.ReplaceLineEndings(" ").Trim()));

    /// <summary>What is known while a list is gone through.</summary>
    sealed record Walk(
        ChecklistRequest Request, RunEnvironment? Environment, Change? Change, SecretMask Mask, IReadOnlyList<ChecklistItemResult> Earlier,
        DateOnly Today)
    {
        public Waiver? WaiverOf(ChecklistItem item) => Request.Checklist.Waivers.FirstOrDefault(waiver =>
            waiver.Item.Equals(item.Name, StringComparison.OrdinalIgnoreCase) && waiver.Until >= Today);

        /// <summary>The last answer to the same question.</summary>
        public ChecklistItemResult? Answered(string itemHash) =>
            Earlier.FirstOrDefault(one => one.ItemHash == itemHash && one.Attestation is not null);

        /// <summary>The first look of the same probe.</summary>
        public ChecklistItemResult? FirstSeen(string itemHash) =>
            Earlier.LastOrDefault(one => one.ItemHash == itemHash && one.State is not null);

        public ItemAnswer? Given(ChecklistItem item) =>
            Find(Request.Notes, item.Name) is { } note ? new(note, EvidenceOf(item)) : null;

        public string? EvidenceOf(ChecklistItem item) => Find(Request.Evidence, item.Name);

        static string? Find(IReadOnlyDictionary<string, string> given, string name) =>
            given.FirstOrDefault(one => one.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
