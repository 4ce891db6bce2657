using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>Runspaces that have executed nothing yet, one after the other: the next one is opened before there is work.</summary>
/// <param name="host">What they write to.</param>
sealed class FreshRunspaces(PSHost host)
{
    // Tells those that are made here from those of a script.
    const string Name = "JobOpsRun";

    static readonly InitialSessionState s_state = State();

    Task<Runspace>? _next;

    // Else nobody would hear of an 'exit'.
    static readonly PSInvocationSettings s_settings = new() { ExposeFlowControlExceptions = true };

    /// <summary>Executes a command in one of them, and closes it.</summary>
    /// <param name="command">What it writes is dropped.</param>
    /// <param name="folder">Where it begins.</param>
    public void Execute(CmdletInfo command, string folder)
    {
        using var runspace = Next(folder);
        using var shell = On(runspace);
        shell.AddCommand(command);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.All, PipelineResultTypes.Output);
        shell.AddCommand("Out-Null");
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException)
        {
            // How the work ended has been said, or is missing, which says enough.
        }
        HasLeftJob = HasJob(runspace);
    }

    /// <summary>Executes words as <c>pwsh -Command</c> does: what they write is printed.</summary>
    /// <param name="words">PowerShell.</param>
    /// <param name="folder">Where they begin.</param>
    /// <param name="stop">Stops them.</param>
    /// <returns>The exit code with which pwsh would end.</returns>
    public int Execute(string words, string folder, CancellationToken stop)
    {
        using var runspace = Next(folder);
        using var shell = On(runspace);
        AddPrinted(shell.AddScript(words));
        using var stopped = stop.Register(() => shell.BeginStop(null, null));
        try
        {
            shell.Invoke(null, s_settings);
            return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Ok;
        }
        catch (ExitException exit)
        {
            return FailureCause.CodeOf(exit);
        }
        catch (PipelineStoppedException)
        {
            return ExitCodes.Interrupted;
        }
        catch (RuntimeException exception)
        {
            using var last = On(runspace);
            AddPrinted(last.AddScript("[CmdletBinding()] param($Record) $PSCmdlet.WriteError($Record)").AddArgument(exception.ErrorRecord));
            last.Invoke();
            return ExitCodes.Failed;
        }
        finally
        {
            HasLeftJob = HasJob(runspace);
        }
    }

    /// <summary>Whether the last script has left a job that has not ended. Its runspace may not be there yet.</summary>
    public bool HasLeftJob { get; private set; }

    /// <summary>Whether a script has left one of its own that is open, such as that of a thread job. On the first one's thread.</summary>
    public static bool AnyOther()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Get-Runspace").Invoke<Runspace>().Any(
            runspace => runspace.RunspaceStateInfo.State is not (RunspaceState.Closed or RunspaceState.Closing or RunspaceState.Broken)
                        && runspace.Name != Name && runspace.Id != Runspace.DefaultRunspace.Id);
    }

    static bool HasJob(Runspace runspace)
    {
        using var shell = On(runspace);
        // That of an event's action ends with the runspace.
        return shell.AddCommand("Get-Job").Invoke<Job>().Any(
            job => job is not PSEventJob && job.Finished is { } finished && !finished.WaitOne(0));
    }

    // As the console does: errors go where errors are printed.
    static void AddPrinted(PowerShell shell)
    {
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
    }

    static PowerShell On(Runspace runspace)
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        return shell;
    }

    /// <summary>Begins to open the next one: when nobody waits for the last one any more.</summary>
    /// <param name="folder">Where the last one began: the next one often does, too.</param>
    public void Prepare(string folder) => _next ??= Task.Run(() =>
    {
        var runspace = RunspaceFactory.CreateRunspace(host, s_state);
        runspace.Name = Name;
        // It has several pipelines, one after the other: one thread for all of them.
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        if (Directory.Exists(folder))
            Enter(runspace, folder);
        return runspace;
    });

    /// <summary>
    /// Waits until the next one is open. Before the process enters the folder: one that is opened there goes to it by itself, which
    /// takes long (see <see cref="Enter"/>).
    /// </summary>
    /// <param name="folder">Where its work begins.</param>
    public void Open(string folder)
    {
        Prepare(folder);
        _next!.GetAwaiter().GetResult();
    }

    Runspace Next(string folder)
    {
        Open(folder);
        var runspace = _next!.Result;
        _next = null;
        if (runspace.SessionStateProxy.Path.CurrentLocation.Path != folder)
            Enter(runspace, folder);
        return runspace;
    }

    // Set-Location reads every folder on the way, whatever is in it, to find out how its name is written. On Windows there are
    // several drives to choose from, and it is left to that.
    static void Enter(Runspace runspace, string folder)
    {
        var session = runspace.SessionStateProxy;
        if (OperatingSystem.IsWindows())
        {
            session.Path.SetLocation(WildcardPattern.Escape(folder));
            return;
        }
        session.Drive.Current.CurrentLocation = folder.TrimStart('/');
        session.SetVariable("PWD", session.Path.CurrentLocation);
    }

    // With PowerShell's own commands and ours in it from the start: to load modules takes several times as long.
    static InitialSessionState State()
    {
        var state = InitialSessionState.CreateDefault();
        foreach (var type in typeof(FreshRunspaces).Assembly.GetExportedTypes())
        {
            if (type.GetCustomAttribute<CmdletAttribute>() is not { } cmdlet)
                continue;
            string[] names = [$"{cmdlet.VerbName}-{cmdlet.NounName}", .. type.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []];
            // PowerShell's own Start-Job and Wait-Job stay, for Microsoft.PowerShell.Core\Start-Job. There cannot be two cmdlets of a
            // name, and an alias goes before them.
            var name = cmdlet.NounName == "Job" ? $"{cmdlet.VerbName}-JobRun" : names[0];
            state.Commands.Add(new SessionStateCmdletEntry(name, type, helpFileName: null));
            foreach (var alias in names.Where(one => one != name))
                state.Commands.Add(new SessionStateAliasEntry(alias, name));
        }
        return state;
    }
}
