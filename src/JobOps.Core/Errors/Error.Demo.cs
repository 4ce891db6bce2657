namespace JobOps.Errors;

// The demo.
public static partial class Error
{
    public static JobOpsError DemoFolderNotEmpty(string path) => new(
        nameof(DemoFolderNotEmpty), ErrorKind.BadInput, $"The demo was not started: '{path}' has files of somebody else.",
        "an empty folder, a new one, or one that an earlier demo left", "other files", RetrySafety.SafeAfter,
        new("./build.ps1 demo", "jobops demo"), path);

    public static JobOpsError DemoNeedsLinux() => new(
        nameof(DemoNeedsLinux), ErrorKind.Configuration, "The demo without PowerShell was not started.",
        "Linux, with tar, ln and flock", Environment.OSVersion.ToString(), RetrySafety.NotSafe,
        new("./build.ps1 demo", "./build.sh demo"));

    public static JobOpsError DemoBroken(string found) => new(
        nameof(DemoBroken), ErrorKind.Failed, "The demo did not go as it should.", "the story as it is told", found,
        RetrySafety.Safe, new("./build.ps1 demo", "jobops demo"));
}
