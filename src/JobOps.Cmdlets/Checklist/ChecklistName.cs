using System.Management.Automation;
using JobOps.Checklists;

namespace JobOps.Cmdlets;

/// <summary>What a person types for a checklist.</summary>
static class ChecklistName
{
    /// <summary>A path of PowerShell as one of the file system; a name as it is.</summary>
    public static string Resolve(PSCmdlet cmdlet, string name) =>
        ChecklistFile.IsPath(name) || name.Contains("::", StringComparison.Ordinal)
            ? cmdlet.GetUnresolvedProviderPathFromPSPath(name)
            : name;
}
