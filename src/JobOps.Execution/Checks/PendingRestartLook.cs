using System.Globalization;
using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks whether an update waits for a restart.</summary>
/// <param name="root">Where the files of the system are.</param>
/// <param name="needsRestarting">The program with which distributions of Red Hat's family tell.</param>
sealed class PendingRestartLook(string root = "/", string needsRestarting = "needs-restarting") : Look<PendingRestartCheck>
{
    const string Reboot = "Restart the machine when nobody needs it, such as: shutdown -r +5";

    const string Restart = "Restart what still uses the old files, such as: systemctl restart SERVICE";

    // The first one is of Debian's family, the second one of SUSE's.
    static readonly string[] s_flags = ["run/reboot-required", "run/reboot-needed"];

    // Each is there as long as a restart is pending, and only then.
    static readonly (string Key, string? Value)[] s_registry =
    [
        (@"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending", null),
        (@"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired", null),
        (@"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager", "PendingFileRenameOperations"),
    ];

    protected override Task<CheckOutcome> LookAsync(PendingRestartCheck check, CheckContext context, CancellationToken cancellation) =>
        OperatingSystem.IsWindows() ? AskRegistryAsync(context, cancellation)
        : OperatingSystem.IsLinux() ? LookAtLinuxAsync(check, context, cancellation)
        : Task.FromResult(CheckOutcome.Fail(
            "nothing is known here by which a pending restart shows", "Go through the list on Linux or Windows, or waive the item."));

    async Task<CheckOutcome> LookAtLinuxAsync(PendingRestartCheck check, CheckContext context, CancellationToken cancellation)
    {
        if (s_flags.Select(flag => Path.Combine(root, flag)).FirstOrDefault(File.Exists) is { } flag)
            return CheckOutcome.Fail($"{flag} is there", Reboot, Packages(flag));
        var looked = new List<string> { $"no {Path.Combine(root, s_flags[0])}" };
        if (await context.RunAsync([needsRestarting, "-r"], cancellation) is { } command)
        {
            if (command.ExitCode == 1)
                return CheckOutcome.Fail($"{needsRestarting} -r says that the machine has to be restarted", Reboot, command.Lines);
            looked.Add($"exit code {command.ExitCode} of {needsRestarting} -r");
        }
        if (!check.Processes)
            return CheckOutcome.Pass($"no restart is pending: {string.Join(", ", looked)}");
        var (count, stale) = await Task.Run(() => StaleProcesses(check, cancellation), cancellation);
        if (stale.Count > 0)
            return CheckOutcome.Fail(
                $"{stale.Count} of {count} processes use files that were replaced: {stale[0]}", Restart, stale);
        looked.Add(string.Create(CultureInfo.InvariantCulture, $"{count} processes with the files that are there"));
        return CheckOutcome.Pass($"no restart is pending: {string.Join(", ", looked)}");
    }

    static string[] Packages(string flag)
    {
        try
        {
            return File.ReadAllLines(flag + ".pkgs");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Which packages have asked for it is not always written down.
            return [];
        }
    }

    (int Count, List<string> Stale) StaleProcesses(PendingRestartCheck check, CancellationToken cancellation)
    {
        var ignored = Patterns.Compile(check.Ignore);
        var (count, stale) = (0, new List<string>());
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "proc")))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                // A thread of the kernel has no program, another account's process does not tell its own.
                // One that was made in memory has no file that could be replaced.
                if (new FileInfo(Path.Combine(folder, "exe")).LinkTarget is not { } program
                    || program.StartsWith("/memfd:", StringComparison.Ordinal))
                    continue;
                count++;
                if (!ignored.Any(pattern => pattern.IsMatch(program)) && Replaced(folder, program) is { } file)
                    stale.Add(string.Create(CultureInfo.InvariantCulture, $"process {id} ({program}) uses {file}"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another account's.
            }
        }
        return (count, stale);
    }

    /// <summary>The program or a library of a process that is not the file any more which has its path; null for none.</summary>
    static string? Replaced(string process, string program)
    {
        const string Deleted = " (deleted)";
        if (program.EndsWith(Deleted, StringComparison.Ordinal))
            return program;
        foreach (var line in File.ReadLines(Path.Combine(process, "maps")))
        {
            // Such as: 7f5c4000-7f5c8000 r-xp 00001000 fe:01 1311 /usr/lib/libssl.so.3 (deleted)
            if (!line.EndsWith(Deleted, StringComparison.Ordinal) || line.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var at))
                continue;
            var file = Path.GetFileName(line[at..^Deleted.Length]);
            // Else it is memory that a compiler made, or a temporary file.
            if (file.EndsWith(".so", StringComparison.Ordinal) || file.Contains(".so.", StringComparison.Ordinal))
                return line[at..];
        }
        return null;
    }

    static async Task<CheckOutcome> AskRegistryAsync(CheckContext context, CancellationToken cancellation)
    {
        foreach (var (key, value) in s_registry)
        {
            string[] words = value is null ? ["reg.exe", "query", key] : ["reg.exe", "query", key, "/v", value];
            if (await context.RunAsync(words, cancellation) is not { } command)
                return CheckOutcome.Fail("there is no reg.exe here", "Go through the list as an account that may execute it.");
            if (command.ExitCode == 0)
                return CheckOutcome.Fail(
                    $"a restart is pending: {key}{(value is null ? "" : $", {value}")}",
                    "Restart the machine when nobody needs it: shutdown /r /t 300", command.Lines);
        }
        return CheckOutcome.Pass($"no restart is pending: none of {s_registry.Length} entries of the registry");
    }
}
