using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Looks at what something changes, as its probes say.</summary>
/// <param name="owner">What the probes are declared by, for the error, such as <c>the job 'publish'</c>.</param>
/// <param name="folder">What relative paths are taken from, absolute.</param>
/// <param name="fill">Fills the placeholders of a text; the second is what it stands in.</param>
/// <param name="mask">Takes secrets out of what is seen.</param>
sealed class ProbeReader(string owner, string folder, Func<Template, string, string> fill, SecretMask mask)
{
    const string Masked = "<masked>";

    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>What all probes see now, in their order.</summary>
    /// <exception cref="JobOpsException">ProbeUnreadable, and what filling a placeholder throws</exception>
    public async Task<IReadOnlyList<ProbeReading>> ReadAsync(IReadOnlyList<StateProbe> probes, CancellationToken cancellation)
    {
        var readings = new List<ProbeReading>();
        foreach (var probe in probes)
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
        new(Error.ProbeUnreadable(owner, probe.Name, actual), inner);

    Task<IReadOnlyList<string>> ReadAsync(StateProbe probe, CancellationToken cancellation) =>
        probe.Path is { } path ? Task.Run(() => ReadPath(probe, Fill(probe, path), cancellation), cancellation)
        : probe.Http is { } address ? AskAsync(probe, Fill(probe, address), cancellation)
        : RunAsync(probe, cancellation);

    string Fill(StateProbe probe, Template template) => fill(template, $"probe {probe.Name}");

    IReadOnlyList<string> ReadPath(StateProbe probe, string text, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(text, folder);
        var ignored = Patterns.Compile(probe.Ignore);
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
            using var response = await DirectHttp.Client.GetAsync(
                new Uri(address), HttpCompletionOption.ResponseHeadersRead, cancellation);
            var body = Mask(probe, Encoding.UTF8.GetString(await DirectHttp.ReadBodyAsync(response, cancellation)));
            return
            [
                $"status {(int)response.StatusCode}",
                .. probe.Headers.Select(name => $"{name}: {Mask(probe, DirectHttp.Header(response, name) ?? "none")}"),
                $"body sha256 {Hash(body)}, {body.Length} characters",
            ];
        }
        catch (HttpRequestException exception)
        {
            // No answer is a state, too: the site may be down before the job.
            return [$"no answer: {exception.HttpRequestError}"];
        }
    }

    async Task<IReadOnlyList<string>> RunAsync(StateProbe probe, CancellationToken cancellation)
    {
        var words = probe.Command.Select(word => Fill(probe, word)).ToList();
        var variables = probe.Environment.ToDictionary(pair => pair.Key, pair => Fill(probe, pair.Value));
        var command = await CapturedCommand.RunAsync(words, folder, variables, mask, cancellation)
            ?? throw Unreadable(probe, $"there is no program '{words[0]}'");
        // It is a probe that somebody should mask or narrow.
        if (command.Truncated)
            throw Unreadable(probe, $"more than {CapturedCommand.OutputCap / 1024 / 1024} MiB of output");
        return [$"exit code {command.ExitCode}", .. Mask(probe, command.StandardOutput).ReplaceLineEndings("\n").Split('\n')];
    }

    static string Mask(StateProbe probe, string text) =>
        Patterns.Compile(probe.Mask).Aggregate(text, (masked, pattern) => pattern.Replace(masked, Masked));

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
