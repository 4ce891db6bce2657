using System.Globalization;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Wording;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Looks how much room a file system has left.</summary>
sealed class DiskSpaceLook : Look<DiskSpaceCheck>
{
    protected override Task<CheckOutcome> LookAsync(DiskSpaceCheck check, CheckContext context, CancellationToken cancellation) =>
        // A network share that does not answer holds up whoever asks it.
        Task.Run(() => Look(check, context.FullPath(check.Path)), cancellation);

    static CheckOutcome Look(DiskSpaceCheck check, string path)
    {
        if (!Path.Exists(path))
            return CheckOutcome.Fail($"there is nothing at {path}", "Name a path on the file system that is meant.");
        var found = new List<string>();
        if (check.Free is { } least)
        {
            // On Windows the one of its letter; elsewhere that of the path itself, whatever is mounted above it.
            var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(path)! : path);
            var (free, whole) = (drive.AvailableFreeSpace, drive.TotalSize);
            found.Add($"{ByteSize.Format(free)} of {ByteSize.Format(whole)} free ({Share(free, whole)})");
            if (!least.IsMetBy(free, whole))
                return CheckOutcome.Fail($"{found[^1]} at {path} instead of {least.Words}", Remedy(path, "du -xhd1", "sort -h"), found);
        }
        if (check.Inodes is { } inodes)
        {
            if (FileSystemInodes.Of(path) is not { } counted)
                return CheckOutcome.Fail(
                    "this system does not tell how many inodes are free",
                    "Leave 'inodes' out where no file system has a table of them.", found);
            if (counted.All == 0)
                found.Add("no limit of inodes");
            else
            {
                found.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{counted.Free} of {counted.All} inodes free ({Share(counted.Free, counted.All)})"));
                if (!inodes.IsMetBy(counted.Free, counted.All))
                    return CheckOutcome.Fail(
                        $"{found[^1]} at {path} instead of {inodes.Words}", Remedy(path, "du --inodes -xd1", "sort -n"), found);
            }
        }
        return CheckOutcome.Pass(string.Join(", ", found), found);
    }

    static string Share(double free, double whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{(whole == 0 ? 0 : Math.Floor(free / whole * 100)):0} %");

    static string Remedy(string path, string list, string sort) => OperatingSystem.IsWindows()
        ? "Take away what nobody needs, or give the volume more room."
        : $"Take away what nobody needs; where it lies is said by: {list} {Next.Shell(path)} | {sort} | tail";
}
