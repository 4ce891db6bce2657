namespace JobOps.Jobs.JobFiles;

/// <summary>Members that several kinds of steps share. Nothing here knows of the kinds.</summary>
static class CommonMembers
{
    public const string Environment = "environment";
    public const string WorkingDirectory = "workingDirectory";
    public const string Output = "output";

    public static TemplateShape Template { get; } = new();

    public static DurationShape Duration { get; } = new();
}
