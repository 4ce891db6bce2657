using System.Management.Automation;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>Takes environments out of use.</summary>
/// <remarks>Their versions and the journal stay, for the runs that used them. Set-JobEnvironment brings a name back, empty.</remarks>
/// <example>
/// <para>Says what would go.</para>
/// <code>Remove-JobEnvironment staging -WhatIf</code>
/// </example>
/// <example>
/// <para>Takes it out of use.</para>
/// <code>Remove-JobEnvironment staging -Reason 'the machine is gone' -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "JobEnvironment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveJobEnvironmentCommand : AsyncCmdlet
{
    /// <summary>Names of environments. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Environment")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            var found = await ledger.Environments.GetAsync(name, StopToken);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                throw new JobOpsException(Error.EnvironmentNotFound(name));
            foreach (var environment in found)
                if (await Pipeline.ShouldProcessAsync($"environment '{environment.Name}'", "Take out of use"))
                    await ledger.Environments.RemoveAsync(environment.Name, Reason, StopToken);
        });
    }
}
