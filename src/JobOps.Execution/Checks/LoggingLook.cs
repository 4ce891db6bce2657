using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Wording;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Has something logged and looks for it, and at the files into which the log was rotated.</summary>
sealed class LoggingLook : Look<LoggingCheck>
{
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    protected override async Task<CheckOutcome> LookAsync(LoggingCheck check, CheckContext context, CancellationToken cancellation)
    {
        var path = context.FullPath(check.File);
        var found = new List<string>();
        if (check.Trigger is { } trigger)
        {
            var (actual, remedy) = await TriggerAsync(check, trigger, path, context, cancellation);
            if (remedy is not null)
                return CheckOutcome.Fail(actual, remedy);
            found.Add(actual);
        }
        if (check.Rotated is { } rotation)
        {
            var (actual, remedy) = Rotation(rotation, path);
            if (remedy is not null)
                return CheckOutcome.Fail(actual, remedy, found);
            found.Add(actual);
        }
        return CheckOutcome.Pass(string.Join("; ", found), found);
    }

    static async Task<(string Actual, string? Remedy)> TriggerAsync(
        LoggingCheck check, LogTrigger trigger, string path, CheckContext context, CancellationToken cancellation)
    {
        var log = new FollowedLog(path);
        string what;
        if (trigger.Url is { } template)
        {
            var url = new Uri(context.Fill(template));
            what = $"GET {url}";
            try
            {
                using var response = await DirectHttp.Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
                what += $" (status {(int)response.StatusCode})";
            }
            catch (HttpRequestException exception)
            {
                return ($"no answer from {url}: {FailureWords.Detail(exception)}", "Start what should answer, or mend the address.");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return ($"no answer from {url} within {TimeWords.Took(DirectHttp.LongestRequest)}", "Find out what it waits for.");
            }
        }
        else
        {
            var words = trigger.Command.Select(context.Fill).ToList();
            if (await context.RunAsync(words, cancellation) is not { } command)
                return ($"there is no program '{words[0]}' here", $"Install '{words[0]}', or go through the list where it is.");
            what = $"{words[0]} (exit code {command.ExitCode})";
        }
        var line = check.Line is { } pattern ? new Regex(pattern, RegexOptions.CultureInvariant, Patterns.Longest) : null;
        var clock = Stopwatch.StartNew();
        do
        {
            if (log.NewLines().Any(text => line is null || line.IsMatch(text)))
                return ($"logged {TimeWords.Took(clock.Elapsed)} after {what}", null);
            await Task.Delay(s_look, cancellation);
        }
        while (clock.Elapsed < check.Within);
        return (
            $"nothing {(line is null ? "" : $"that matches {check.Line} ")}was logged in {path} "
                + $"within {TimeWords.Took(check.Within)} after {what}",
            File.Exists(path)
                ? $"Look whether the service logs into this file, and still has it open: ls -l {Next.Shell(path)}, lsof {Next.Shell(path)}"
                : "Have the service log into this file, in a folder that its account may write, or name the file that it logs into.");
    }

    static (string Actual, string? Remedy) Rotation(LogRotation rotation, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return ($"there is no file {path}", "Name the file of the log.");
        var rule = $"Have it rotated (such as by a file in /etc/logrotate.d), and try it: logrotate --force /etc/logrotate.d/{Stem(file)}";
        if (rotation.Largest is { } largest && file.Length > largest)
            return ($"{path} has {ByteSize.Format(file.Length)} instead of at most {ByteSize.Format(largest)}", rule);
        var size = $"{path} has {ByteSize.Format(file.Length)}";
        if (rotation.Oldest is not { } oldest)
            return (size, null);
        if (Rotated(file).MaxBy(one => one.LastWriteTimeUtc) is not { } last)
        {
            var made = DateTime.UtcNow - file.CreationTimeUtc;
            return made <= oldest
                ? ($"{size}, made {TimeWords.Took(made)} ago", null)
                : ($"{path} was made {TimeWords.Took(made)} ago, and there is no file that it was rotated into", rule);
        }
        // Whatever was rotated was written last when it was.
        var age = DateTime.UtcNow - last.LastWriteTimeUtc;
        return age <= oldest
            ? ($"{size}, rotated into {last.Name}", null)
            : ($"{path} was rotated {TimeWords.Took(age)} ago instead of at most {TimeWords.Took(oldest)}, into {last.Name}", rule);
    }

    /// <summary>Such as access.log.1, access.log-20260101.gz, laravel-2026-01-01.log, app.1.log.</summary>
    static IEnumerable<FileInfo> Rotated(FileInfo file)
    {
        var name = new Regex(
            $@"\A{Regex.Escape(file.Name)}[.-].*[0-9].*\z"
                + $@"|\A{Regex.Escape(Stem(file))}[._-][0-9][0-9T._-]*{Regex.Escape(file.Extension)}(\.[a-z0-9]+)?\z",
            RegexOptions.CultureInvariant);
        return file.Directory!.EnumerateFiles().Where(one => one.Name != file.Name && name.IsMatch(one.Name));
    }

    static string Stem(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name);

    /// <summary>What comes into a file from now on, also into the one that takes its place.</summary>
    sealed class FollowedLog
    {
        // Of a log that grows faster, the next look reads on.
        const int MostAtOnce = 4 * 1024 * 1024;

        readonly string _path;
        long _read;
        string _rest = "";

        public FollowedLog(string path)
        {
            _path = path;
            _read = File.Exists(path) ? new FileInfo(path).Length : 0;
        }

        /// <summary>Whole lines that were not there at the last look.</summary>
        public IEnumerable<string> NewLines()
        {
            if (!File.Exists(_path))
                return [];
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // It was rotated: what is there now is another file, or an emptied one.
            if (file.Length < _read)
                (_read, _rest) = (0, "");
            file.Position = _read;
            var bytes = new byte[Math.Min(MostAtOnce, file.Length - _read)];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            _read += count;
            var lines = (_rest + Encoding.UTF8.GetString(bytes, 0, count)).Split('\n');
            _rest = lines[^1];
            return lines[..^1].Select(line => line.TrimEnd('\r'));
        }
    }
}
