using System.Text;
using System.Text.RegularExpressions;
using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks for secrets in files, and in what was ever added to a repository.</summary>
sealed class NoSecretsLook : Look<NoSecretsCheck>
{
    const string FromFiles =
        "Replace each by a new one, which only the service can read (an environment variable, a file of mode 600, a vault), and "
        + "take the old one out of the file.";

    const string FromHistory = "Replace each by a new one first, whoever has the repository has them; "
        + "then take them out of the history: git filter-repo --replace-text";

    // Git's own files: what is in them, the history says.
    const string Git = @"(\A|/)\.git\z";

    protected override async Task<CheckOutcome> LookAsync(NoSecretsCheck check, CheckContext context, CancellationToken cancellation)
    {
        var root = context.FullPath(check.Path);
        if (!Path.Exists(root))
            return CheckOutcome.Fail($"there is nothing at {root}", "Name the file or the folder that is to be looked at.");
        var walk = new FileWalk(root, [.. check.Ignore, Git]);
        var inFiles = new Findings(check.Allow);
        var files = await Task.Run(() => Scan(walk, inFiles, cancellation), cancellation);
        var inHistory = new Findings(check.Allow);
        if (check.History && await ScanHistoryAsync(check, root, inHistory, context, cancellation) is { } problem)
            return problem with { Evidence = inFiles.Lines };
        string[] evidence = [.. inFiles.Lines, .. inHistory.Lines];
        if (inFiles.Count + inHistory.Count > 0)
            return CheckOutcome.Fail(
                $"{Words(inFiles, "in files")}{(inFiles.Count * inHistory.Count > 0 ? ", " : "")}{Words(inHistory, "in the history")}: "
                    + $"{evidence[0]}{(evidence.Length > 1 ? " …" : "")}",
                inHistory.Count > 0 ? FromHistory : FromFiles, evidence);
        return walk.Unreadable.Count > 0
            ? CheckOutcome.Fail(
                walk.Unreadable[0], "Go through the list as an account that may read all of it, or ignore the path.", walk.Unreadable)
            : CheckOutcome.Pass($"no secret in {files} files{(check.History ? ", nor in their history" : "")}");
    }

    static string Words(Findings findings, string where) => findings.Count switch
    {
        0 => "",
        1 => $"1 secret {where}",
        var count => $"{count} secrets {where}",
    };

    static int Scan(FileWalk walk, Findings findings, CancellationToken cancellation)
    {
        var files = 0;
        foreach (var path in walk.Paths(cancellation).Where(path => !path.IsFolder))
        {
            try
            {
                if (Scan(path, findings, cancellation))
                    files++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                walk.CannotRead(path.Path, exception);
            }
        }
        return files;
    }

    /// <summary>False for one that is no text.</summary>
    static bool Scan(WalkedPath path, Findings findings, CancellationToken cancellation)
    {
        using var file = new FileStream(path.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var scanner = new SecretScanner();
        var feed = new LineFeed(line => findings.Add(path.Relative, scanner.Next(line.Text), line.Number));
        var buffer = new char[64 * 1024];
        for (var isFirst = true; reader.ReadBlock(buffer) is > 0 and var count; isFirst = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isFirst && buffer.AsSpan(0, count).Contains('\0'))
                return false;
            feed.Feed(buffer.AsSpan(0, count));
        }
        feed.End();
        return true;
    }

    /// <summary>What kept it from looking; null where nothing did.</summary>
    static async Task<CheckOutcome?> ScanHistoryAsync(
        NoSecretsCheck check, string root, Findings findings, CheckContext context, CancellationToken cancellation)
    {
        var (folder, single) = Directory.Exists(root) ? (root, null) : (Path.GetDirectoryName(root)!, Path.GetFileName(root));
        var ignored = Patterns.Compile(check.Ignore);
        var (scanner, file, skip) = (new SecretScanner(), "", false);
        var place = await CapturedCommand.RunAsync(
            GitHistory.PrefixWords(folder), folder, GitHistory.Variables, new SecretMask([]), cancellation);
        if (place is not { ExitCode: 0 })
            return Unreadable(folder, place);
        var history = new GitHistory(place.StandardOutput, (commit, path, line, begins) =>
        {
            if (begins || path != file)
                (scanner, file, skip) = (new(), path, IsIgnored(ignored, path));
            if (!skip)
                findings.Add($"{path} in commit {commit[..Math.Min(10, commit.Length)]}", scanner.Next(line.Text), line.Number, once: path);
        });
        var (feed, decoder) = (new LineFeed(history.Take), Encoding.UTF8.GetDecoder());
        // What is masked could not be found.
        var command = await CapturedCommand.RunAsync(
            GitHistory.Words(folder, single), folder, GitHistory.Variables, new SecretMask([]), cancellation, bytes =>
            {
                var text = new char[decoder.GetCharCount(bytes.Span, flush: false)];
                feed.Feed(text.AsSpan(0, decoder.GetChars(bytes.Span, text, flush: false)));
            });
        feed.End();
        return command is { ExitCode: 0 } ? null : Unreadable(folder, command);
    }

    static CheckOutcome Unreadable(string folder, CapturedCommand? git) => git is null
        ? CheckOutcome.Fail("there is no git here to read the history with", "Install Git, or leave 'history' out.")
        : CheckOutcome.Fail(
            $"git cannot read the history of {folder}: {git.LastLine.Trim()}",
            "Name a folder of a Git repository that this account may read, or leave 'history' out.");

    /// <summary>Whether a path, or a folder that it is in, is ignored.</summary>
    static bool IsIgnored(IReadOnlyList<Regex> ignored, string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            if (ignored.Any(pattern => pattern.IsMatch(part)))
                return true;
            if (end < 0)
                return false;
        }
    }

    /// <summary>What was found; the secrets themselves are not kept.</summary>
    sealed class Findings(IReadOnlyList<string> allow)
    {
        // Beyond that, the same secret in another commit is counted again.
        const int MostRemembered = 100_000;

        readonly HashSet<string> _allowed = [.. allow];
        readonly HashSet<string> _seen = [];

        public int Count { get; private set; }

        public List<string> Lines { get; } = [];

        /// <param name="place">Where.</param>
        /// <param name="found">What.</param>
        /// <param name="number">Of the line.</param>
        /// <param name="once">Within this, the same secret counts once; null within the line.</param>
        public void Add(string place, IReadOnlyList<FoundSecret> found, int number, string? once = null)
        {
            foreach (var secret in found)
            {
                var (hash, line) = (secret.Sha256, number - secret.LinesBack);
                if (_allowed.Contains(hash) || !_seen.Add($"{once ?? $"{place}:{line}"} {hash}"))
                    continue;
                if (_seen.Count >= MostRemembered)
                    _seen.Clear();
                Count++;
                if (Lines.Count < ChecklistItemResult.MostLines)
                    Lines.Add($"{place}:{line}: {secret}");
            }
        }
    }
}
