using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Looks at what a job changes, as its probes say.</summary>
/// <param name="job">The job.</param>
/// <param name="values">Fills the placeholders.</param>
/// <param name="mask">Takes secrets out of what is seen.</param>
sealed class ProbeReader(JobDefinition job, PlaceholderValues values, SecretMask mask)
{
    const string Masked = "<masked>";

    // Of what a command prints; more is a probe that somebody should mask or narrow.
    const int OutputCap = 1024 * 1024;

    const int LargestBody = 1024 * 1024;

    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    // A redirect is an answer of its own, and the answer of a proxy is not that of the site.
    static readonly HttpClient s_client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>What all probes see now, in their order.</summary>
    /// <exception cref="JobOpsException">ProbeUnreadable, PlaceholderEmpty, EnvironmentSecretUnreadable</exception>
    public async Task<IReadOnlyList<ProbeReading>> ReadAsync(CancellationToken cancellation)
    {
        var readings = new List<ProbeReading>();
        foreach (var probe in job.Probes ?? [])
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(s_longest);
            try
            {
                readings.Add(new(probe.Name, [.. (await ReadAsync(probe, limit.Token)).Select(mask.Apply)]));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw Unreadable(probe, $"nothing within {s_longest.TotalSeconds:0} s");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception
                or BatchArgumentException or RegexMatchTimeoutException or UriFormatException)
            {
                throw Unreadable(probe, mask.Apply(exception.Message), exception);
            }
        }
        return readings;
    }

    JobOpsException Unreadable(StateProbe probe, string actual, Exception? inner = null) =>
        new(Error.ProbeUnreadable(job.Name, probe.Name, actual), inner);

    Task<IReadOnlyList<string>> ReadAsync(StateProbe probe, CancellationToken cancellation) =>
        probe.Path is { } path ? Task.Run(() => ReadPath(probe, Fill(probe, path), cancellation), cancellation)
        : probe.Http is { } address ? AskAsync(probe, Fill(probe, address), cancellation)
        : RunAsync(probe, cancellation);

    string Fill(StateProbe probe, Template template) => values.Fill(template, $"probe {probe.Name}");

    IReadOnlyList<string> ReadPath(StateProbe probe, string text, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(text, job.WorkingDirectory);
        var ignored = Patterns(probe.Ignore);
        var lines = new List<string>();
        Add(root, "");
        return lines;

        void Add(string path, string relative)
        {
            cancellation.ThrowIfCancellationRequested();
            if (relative.Length > 0 && ignored.Any(pattern => pattern.IsMatch(relative)))
                return;
            var link = new FileInfo(path).LinkTarget is not null;
            if (!Directory.Exists(path) || link)
            {
                lines.Add(Line(relative, Content(probe, path)));
                return;
            }
            lines.Add(Line(relative, new(path, PathKind.Directory, "", UnixAccess(path))));
            foreach (var entry in Directory.GetFileSystemEntries(path).Order(StringComparer.Ordinal))
                Add(entry, relative.Length == 0 ? Path.GetFileName(entry) : $"{relative}/{Path.GetFileName(entry)}");
        }
    }

    static string Line(string relative, TouchedPath state) =>
        $"{(relative.Length == 0 ? "." : relative)} {state.Kind.ToString().ToLowerInvariant()} {state.Value} {state.Access}".TrimEnd();

    // A folder's own, without what is in it: that has lines of its own.
    static string? UnixAccess(string path) =>
        OperatingSystem.IsWindows() ? null : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    static TouchedPath Content(StateProbe probe, string path)
    {
        var state = TouchedPath.Read(path);
        return state.Kind == PathKind.File && probe.Mask.Count > 0
            ? state with { Value = Hash(Mask(probe, File.ReadAllText(path))) }
            : state;
    }

    async Task<IReadOnlyList<string>> AskAsync(StateProbe probe, string address, CancellationToken cancellation)
    {
        try
        {
            using var response = await s_client.GetAsync(new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellation);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var bytes = new byte[LargestBody];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            var body = Mask(probe, Encoding.UTF8.GetString(bytes, 0, length));
            return
            [
                $"status {(int)response.StatusCode}",
                .. probe.Headers.Select(name => $"{name}: {Mask(probe, Header(response, name))}"),
                $"body sha256 {Hash(body)}, {body.Length} characters",
            ];
        }
        catch (HttpRequestException exception)
        {
            // No answer is a state, too: the site may be down before the job.
            return [$"no answer: {exception.HttpRequestError}"];
        }
    }

    static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var found) || response.Content.Headers.TryGetValues(name, out found)
            ? string.Join(", ", found)
            : "none";

    async Task<IReadOnlyList<string>> RunAsync(StateProbe probe, CancellationToken cancellation)
    {
        var words = probe.Command.Select(word => Fill(probe, word)).ToList();
        var program = ExecutableFinder.Find(words[0], job.WorkingDirectory) ?? throw Unreadable(probe, $"there is no program '{words[0]}'");
        await using var log = new RunLog(new SilentLog(), new(0, 0, "", TimeSpan.Zero), mask, observer: null);
        var output = new OutputCapture(log, stepName: null, OutputCap);
        var exitCode = await CommandRunner.RunAsync(
            new(program, [.. words.Skip(1)], job.WorkingDirectory,
                probe.Environment.ToDictionary(pair => pair.Key, pair => Fill(probe, pair.Value)),
                StepCookie.New(Guid.Empty, 0, $"probe {probe.Name}"), Shielded: true),
            output, s_grace, cancellation);
        if (output.Truncated)
            throw Unreadable(probe, $"more than {OutputCap / 1024 / 1024} MiB of output");
        return [$"exit code {exitCode}", .. Mask(probe, output.StandardOutput.TrimEnd()).ReplaceLineEndings("\n").Split('\n')];
    }

    static string Mask(StateProbe probe, string text) =>
        Patterns(probe.Mask).Aggregate(text, (masked, pattern) => pattern.Replace(masked, Masked));

    static IReadOnlyList<Regex> Patterns(IReadOnlyList<string> patterns) =>
        [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))];

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
