using System.Management.Automation;
using System.Management.Automation.Runspaces;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Executes stored rollback blocks, each in a fresh runspace: what the runbook's session had is long gone.</summary>
sealed class UndoBlockRunner : IScriptBlockRunner
{
    /// <inheritdoc/>
    public async Task<string?> UndoAsync(
        ScriptBlockAction undo, JobStep step, Action<LogStream, string> output, CancellationToken cancellation)
    {
        var block = UndoBlock.Read(undo);
        using var runspace = RunspaceFactory.CreateRunspace(Prepare(block));
        await Task.Run(runspace.Open, cancellation);
        if (Directory.Exists(block.WorkingDirectory))
            runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(block.WorkingDirectory));
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(UndoBlock.WithVariables(block.Text)).AddArgument(StoredOutput.Read(step.Result));
        Listen(shell.Streams, output);
        using var results = new PSDataCollection<PSObject?>();
        results.DataAdded += (_, _) => ForwardAll(results, LogStream.Output, output);
        using var stop = cancellation.Register(() => shell.BeginStop(null, null));
        try
        {
            await Task.Factory.FromAsync(shell.BeginInvoke<PSObject, PSObject?>(null, results), shell.EndInvoke);
            return null;
        }
        catch (RuntimeException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            return ErrorRecords.MessageOf(exception);
        }
    }

    static InitialSessionState Prepare(UndoBlock block)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([.. block.Modules]);
        foreach (var (name, definition) in block.Functions)
            state.Commands.Add(new SessionStateFunctionEntry(name, UndoBlock.WithVariables(definition)));
        foreach (var (name, value) in block.Values)
            state.Variables.Add(new SessionStateVariableEntry(UndoBlock.VariableFor(name), PSSerializer.Deserialize(value), ""));
        state.Variables.Add(new SessionStateVariableEntry("ErrorActionPreference", ActionPreference.Stop, ""));
        return state;
    }

    static void Listen(PSDataStreams streams, Action<LogStream, string> output)
    {
        streams.Error.DataAdded += (_, _) => ForwardAll(streams.Error, LogStream.Error, output);
        streams.Warning.DataAdded += (_, _) => ForwardAll(streams.Warning, LogStream.Warning, output);
        streams.Verbose.DataAdded += (_, _) => ForwardAll(streams.Verbose, LogStream.Verbose, output);
        streams.Debug.DataAdded += (_, _) => ForwardAll(streams.Debug, LogStream.Debug, output);
        streams.Information.DataAdded += (_, _) => ForwardAll(streams.Information, LogStream.Information, output);
    }

    static void ForwardAll<T>(PSDataCollection<T> items, LogStream stream, Action<LogStream, string> output)
    {
        foreach (var item in items.ReadAll())
            output(stream, item?.ToString() ?? "");
    }
}
