using System.Reflection;

namespace JobOps.Values;

/// <summary>Finds a part of the engine by its name, so that nothing above it refers to a package.</summary>
static class EnginePart
{
    /// <summary>The one assembly that a host may load into a context of its own.</summary>
    public const string Assembly = "JobOps.Engine";

    /// <summary>Makes the part; the engine is loaded at the first, never before.</summary>
    /// <param name="type">The full name of a class with a constructor that takes nothing.</param>
    public static T Create<T>(string type) =>
        (T)Activator.CreateInstance(
            System.Reflection.Assembly.Load(new AssemblyName(Assembly)).GetType(type, throwOnError: true)!, nonPublic: true)!;
}
