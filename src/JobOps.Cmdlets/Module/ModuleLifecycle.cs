using System.Management.Automation;
using System.Runtime.Loader;

namespace JobOps.Cmdlets;

/// <summary>What happens when the module is imported into a runspace and removed from it. Nothing connects here.</summary>
public sealed class ModuleLifecycle : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving += EngineLoadContext.Resolve;
        SessionJobs.Current.Open();
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        SessionJobs.Current.Close();
        AssemblyLoadContext.Default.Resolving -= EngineLoadContext.Resolve;
    }
}
