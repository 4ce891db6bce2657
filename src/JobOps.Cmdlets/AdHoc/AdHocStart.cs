using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>One call of Start-Job that makes a script block a run of the ledger. Its members are called on the pipeline's thread.</summary>
sealed class AdHocStart(PSCmdlet cmdlet, CmdletPipeline pipeline, AdHocParameters typed)
{
    // What of PowerShell's own parameters means something here; the rest belongs to its kind of background job.
    static readonly string[] s_supported =
        ["ScriptBlock", "ArgumentList", "Name", "WorkingDirectory", .. PSCmdlet.CommonParameters, "WhatIf", "Confirm"];

    readonly SessionJobs _session = SessionJobs.Current;

    /// <summary>Registers the block, starts its run in a process of its own, and writes the job.</summary>
    /// <param name="block">The block.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="name">The name of the job; null for one that is made from the block.</param>
    /// <param name="folder">Where it is executed; null for the current folder.</param>
    public void Start(ScriptBlock block, object?[]? arguments, string? name, string? folder) => pipeline.Run(async () =>
    {
        var (script, definition, process) = await pipeline.InvokeAsync(() => Prepare(block, arguments, name, folder));
        JobDefinitionRules.Require(definition);
        var ledger = await pipeline.LedgerAsync();
        var starter = new JobStarter(ledger) { IsSession = true };
        if (await starter.FindJobAsync(definition.Name, pipeline.Stopping) is { IsTyped: false })
            throw new JobOpsException(Error.AdHocNameTaken(definition.Name));
        if (!await pipeline.ShouldProcessAsync($"script block as job '{definition.Name}' in {ledger.Info.Location}", "Start"))
            return;
        await starter.RegisterAsync(definition, pipeline.Stopping);
        var started = await starter.StartAsync(
            new() { JobName = definition.Name, Parameters = script.Parameters }, executedHere: true, pipeline.Stopping);
        process.Start(ledger, started.Run.RunId);
        pipeline.Write(await _session.AttachAsync(ledger, started.Run));
    });

    (AdHocScript Script, JobDefinition Definition, AdHocProcess Process) Prepare(
        ScriptBlock block, object?[]? arguments, string? name, string? folder)
    {
        typed.RequireAll();
        RequireSupported();
        var script = new AdHocScript(cmdlet, block, arguments);
        var path = folder is null
            ? cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath
            : cmdlet.GetUnresolvedProviderPathFromPSPath(folder);
        var manifest = Path.Combine(cmdlet.MyInvocation.MyCommand.Module.ModuleBase, "JobOps.psd1");
        return (script, script.ToDefinition(name ?? script.DefaultName, typed, path), new(manifest, path));
    }

    void RequireSupported()
    {
        var own = new[] { nameof(typed.Owner), nameof(typed.ExpectedResult), nameof(typed.RollbackNote) };
        var other = cmdlet.MyInvocation.BoundParameters.Keys.Except(s_supported.Concat(own), StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault();
        if (cmdlet.MyInvocation.ExpectingInput)
            other = "InputObject";
        if (other is not null)
            throw new JobOpsException(Error.AdHocParameterUnsupported("-" + other));
    }
}
