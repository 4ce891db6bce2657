namespace JobOps.Agent.CommandLine;

/// <summary>How this program was started, so that it can be started again.</summary>
static class ThisExecutable
{
    /// <summary>The program, and the argument that it needs in front of its own: <c>dotnet jobops.dll</c> is two words.</summary>
    public static IReadOnlyList<string> Words { get; } =
        string.Equals(Path.GetFileNameWithoutExtension(Environment.ProcessPath), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Environment.ProcessPath!, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
            : [Environment.ProcessPath!];
}
