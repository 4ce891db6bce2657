using System.Management.Automation;
using JobOps.Environments;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>Gets environments: what jobs find in them, and where their secrets are kept.</summary>
/// <remarks>A secret itself is never shown: the ledger does not have it.</remarks>
/// <example>
/// <para>All environments.</para>
/// <code>Get-JobEnvironment</code>
/// </example>
/// <example>
/// <para>As it was when it was made.</para>
/// <code>Get-JobEnvironment staging -Version 1 | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobEnvironment")]
[OutputType(typeof(JobEnvironment))]
public sealed class GetJobEnvironmentCommand : AsyncCmdlet
{
    /// <summary>Names of environments. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>This version in place of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Version { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            if (Version is null && WildcardPattern.ContainsWildcardCharacters(name))
                Pipeline.Write(await ledger.Environments.GetAsync(name, StopToken), enumerate: true);
            else
                Pipeline.Write(await ledger.Environments.RequireAsync(name, Version, StopToken));
        });
    }
}
