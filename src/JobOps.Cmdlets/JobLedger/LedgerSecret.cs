using System.Management.Automation;
using System.Management.Automation.Runspaces;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>A login that a vault keeps, read by the module SecretManagement of the session.</summary>
static class LedgerSecret
{
    // By its full name: a function of the session that happens to be called Get-Secret is not asked.
    const string GetSecret = @"Microsoft.PowerShell.SecretManagement\Get-Secret";

    /// <exception cref="JobOpsException">SecretModuleMissing, SecretUnusable</exception>
    public static PSCredential Read(PSCmdlet cmdlet, string name)
    {
        if (cmdlet.InvokeCommand.GetCommand(GetSecret, CommandTypes.Cmdlet | CommandTypes.Function) is null)
            throw new JobOpsException(Error.SecretModuleMissing(name));
        return Ask(cmdlet, name) as PSCredential
               ?? throw new JobOpsException(Error.SecretUnusable(name, "a secret of another kind"));
    }

    static object? Ask(PSCmdlet cmdlet, string name)
    {
        try
        {
            var found = cmdlet.InvokeCommand.InvokeScript(
                $"param($name) {GetSecret} -Name $name -ErrorAction Stop", useNewScope: true, PipelineResultTypes.None,
                input: null, name);
            return found.Count == 1 ? found[0].BaseObject : null;
        }
        catch (RuntimeException exception)
        {
            throw new JobOpsException(Error.SecretUnusable(name, FailureCause.Of(exception)), exception);
        }
    }
}
