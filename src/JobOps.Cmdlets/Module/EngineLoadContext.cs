using System.Reflection;
using System.Runtime.Loader;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// Keeps the engine and the packages below it apart from what other modules have loaded: a SqlClient of another
/// version in the same session does no harm, and ours does none to it.
/// </summary>
sealed class EngineLoadContext : AssemblyLoadContext
{
    const string Folder = "engine";

    static readonly Lazy<EngineLoadContext> s_instance = new(() => new());

    readonly AssemblyDependencyResolver _resolver;

    EngineLoadContext()
        : base(LedgerFactory.EngineAssembly, isCollectible: false) =>
        _resolver = new(EnginePath);

    static string EnginePath => Path.Combine(
        Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!, Folder, LedgerFactory.EngineAssembly + ".dll");

    /// <summary>Answers for the engine's name and no other; everything else is none of our business.</summary>
    public static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == LedgerFactory.EngineAssembly && File.Exists(EnginePath)
            ? s_instance.Value.LoadFromAssemblyName(name)
            : null;

    protected override Assembly? Load(AssemblyName name)
    {
        // Core's types cross the border, so there may be only one Core: the one that the cmdlets use.
        if (name.Name == typeof(ILedger).Assembly.GetName().Name)
            return null;
        return _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string name) =>
        _resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
