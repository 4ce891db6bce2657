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
    // The loop takes in a 'break' that no loop of the block does.
    const string Call =
        """
        param($Block, $Result, $End)
        foreach ($once in 1) {
            & ([scriptblock]::Create($Block)) $Result
            $End.IsReached = $true
        }
        """;

    // Else nobody would hear of an 'exit'.
    static readonly PSInvocationSettings s_settings = new() { ExposeFlowControlExceptions = true };

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
        var end = new ScriptEnd();
        shell.AddScript(Call, useLocalScope: true)
            .AddArgument(UndoBlock.WithVariables(block.Text)).AddArgument(StoredOutput.Read(step.Result)).AddArgument(end);
        var errors = new LastErrorLines();
        Listen(shell.Streams, output, errors);
        using var results = new PSDataCollection<PSObject?>();
        results.DataAdded += (_, _) => ForwardAll(results, LogStream.Output, output);
        using var stop = cancellation.Register(() => shell.BeginStop(null, null));
        try
        {
            await Task.Factory.FromAsync(
                shell.BeginInvoke<PSObject, PSObject?>(null, results, s_settings, callback: null, state: null), shell.EndInvoke);
            return end.IsReached ? null : FailureCause.LeftEarly("The block");
        }
        catch (ExitException exit) when (FailureCause.CodeOf(exit) == 0)
        {
            return null;
        }
        catch (Exception exception) when (exception is RuntimeException or FlowControlException)
        {
            cancellation.ThrowIfCancellationRequested();
            return errors.With(exception);
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
        state.Variables.Add(new SessionStateVariableEntry("PSNativeCommandUseErrorActionPreference", true, ""));
        return state;
    }

    static void Listen(PSDataStreams streams, Action<LogStream, string> output, LastErrorLines errors)
    {
        streams.Error.DataAdded += (_, _) => ForwardAll(streams.Error, LogStream.Error, (stream, line) =>
        {
            errors.Add(line);
            output(stream, line);
        });
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
