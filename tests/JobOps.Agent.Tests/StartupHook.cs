/// <summary>What .NET calls in a program that starts with DOTNET_STARTUP_HOOKS naming this assembly: it writes down, as the program
/// ends, which assemblies it has loaded. The name is .NET's, without a namespace.</summary>
static class StartupHook
{
    /// <summary>The variable that names the file.</summary>
    public const string FileVariable = "STARTUP_HOOK_FILE";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        File.WriteAllLines(
            Environment.GetEnvironmentVariable(FileVariable)!,
            AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
}
