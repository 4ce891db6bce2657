namespace JobOps.Errors;

// The demo.
public static partial class Error
{
    public static JobOpsError DemoFolderNotEmpty(string path) => new(
        nameof(DemoFolderNotEmpty), ErrorKind.BadInput, $"The demo was not started: '{path}' has files of somebody else.",
        "an empty folder, a new one, or one that an earlier demo left", "other files", RetrySafety.SafeAfter,
        new("./build.ps1 demo", "jobops demo"), path);

    public static JobOpsError DemoNeedsProgram(string command) => new(
        nameof(DemoNeedsProgram), ErrorKind.Configuration, "The demo without PowerShell was not started: its job files call jobops.",
        "jobops as a program", $"it was started as {command}", RetrySafety.SafeAfter, new("./build.ps1 demo", "./build.sh demo"), command);

    public static JobOpsError DemoBroken(string found) => new(
        nameof(DemoBroken), ErrorKind.Failed, "The demo did not go as it should.", "the story as it is told", found,
        RetrySafety.Safe, new("./build.ps1 demo", "jobops demo"));
}
