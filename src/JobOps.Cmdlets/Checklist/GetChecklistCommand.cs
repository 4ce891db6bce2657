using System.Management.Automation;
using JobOps.Checklists;

namespace JobOps.Cmdlets;

/// <summary>Gets checklists with their items: one by its name or path, or all that are here.</summary>
/// <remarks>
/// A list is a file, NAME.checklist.json: of this folder, of its folder checklists, or one that JobOps brings (cache, release, security,
/// ship). One that is here goes before the one of the same name that JobOps brings. Nothing is looked at: Invoke-Checklist does that.
/// </remarks>
/// <example>
/// <para>The lists that could be gone through here.</para>
/// <code>Get-Checklist</code>
/// </example>
/// <example>
/// <para>What a list asks for.</para>
/// <code>(Get-Checklist ship).Items</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "Checklist")]
[OutputType(typeof(Checklist))]
public sealed class GetChecklistCommand : AsyncCmdlet
{
    /// <summary>Its name, or the path of its file; all that are here if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "ChecklistName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChecklistCompleter))]
    public string? Name { get; set; }

    private protected override object? Item => Name;

    private protected override async Task ProcessAsync()
    {
        var folder = await Pipeline.InvokeAsync(() => SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        if (Name is not null)
        {
            var name = await Pipeline.InvokeAsync(() => ChecklistName.Resolve(this, Name));
            Pipeline.Write(ChecklistFile.Read(name, folder));
            return;
        }
        await Pipeline.EachAsync(ChecklistFile.Names(folder), name =>
        {
            Pipeline.Write(ChecklistFile.Read(name, folder));
            return Task.CompletedTask;
        });
    }
}
