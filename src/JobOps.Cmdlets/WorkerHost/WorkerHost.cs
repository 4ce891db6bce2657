using System.IO.Pipes;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// This process as a PowerShell host of a worker: it says when it is ready, waits for work, and executes it. It ends with the
/// worker.
/// </summary>
public static class WorkerHost
{
    // Nobody waits for a worker's host any more, so it may take no longer than a step has to stop.
    static readonly TimeSpan s_longestStop = new WorkerOptions().Grace;

    static readonly CancellationTokenSource s_stop = new();
    static HostChannel? s_channel;
    static HostOrder? s_order;

    /// <summary>What the worker wants.</summary>
    internal static HostOrder Order => s_order ?? throw new InvalidOperationException("there is no work");

    /// <summary>The work is to stop.</summary>
    internal static CancellationToken Stopping => s_stop.Token;

    /// <summary>Executes the script of a run. Nobody else can call it: the module does not export it.</summary>
    public static CmdletInfo Run { get; } = new("Invoke-HostedRun", typeof(InvokeHostedRunCommand));

    /// <summary>Waits for work. On the pipeline's thread.</summary>
    /// <returns>What to execute, in the scope of the caller.</returns>
    public static ScriptBlock Serve()
    {
        var name = Environment.GetEnvironmentVariable(HostChannel.Variable)
                   ?? throw new InvalidOperationException("this process is no host of a worker");
        Environment.SetEnvironmentVariable(HostChannel.Variable, null);
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        pipe.Connect();
        s_channel = new(pipe);
        OpenLedger();
        Say(new() { News = HostNews.Ready });
        s_order = s_channel.ReadAsync<HostOrder>().GetAwaiter().GetResult();
        if (s_order is null)
            Environment.Exit(ExitCodes.Ok);
        _ = ListenAsync(s_channel);
        foreach (var (variable, value) in s_order.Variables)
            Environment.SetEnvironmentVariable(variable, value);
        Environment.CurrentDirectory = s_order.Folder;
        return ScriptBlock.Create($"Set-Location -LiteralPath {Next.PowerShell(s_order.Folder)}\n" + s_order.Work switch
        {
            // What it writes is in the log already; what is printed past PowerShell is the process's output.
            HostWork.Run => "& ([JobOps.Cmdlets.WorkerHost]::Run) *> $null",
            HostWork.Undo => "[JobOps.Cmdlets.WorkerHost]::Undo()",
            _ => $"{s_order.Command} {Next.PowerShell(s_order.Argument)}",
        });
    }

    /// <summary>Executes the stored undo of a step, and ends this process.</summary>
    public static void Undo()
    {
        string? refusal;
        try
        {
            refusal = new UndoBlockRunner().UndoAsync(
                    new(Order.Undo!), Order.Step!, (stream, text) => Say(new() { News = HostNews.Line, Stream = stream, Text = text }),
                    Stopping).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            refusal = "it was stopped";
        }
        catch (Exception exception)
        {
            refusal = exception.Message;
        }
        End(new() { News = HostNews.Ended, Text = refusal });
    }

    /// <summary>Says how the work ended, and ends this process: whatever a script has left in it ends, too.</summary>
    internal static void End(HostReport report)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        Say(report);
        Environment.Exit(ExitCodes.Ok);
    }

    static void Say(HostReport report) => s_channel!.WriteAsync(report).GetAwaiter().GetResult();

    // Before there is work, so that no work waits for it.
    static void OpenLedger()
    {
        try
        {
            LedgerSession.OpenAsync(_ => { }, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (JobOpsException)
        {
            // The work will meet it, and say so.
        }
    }

    static async Task ListenAsync(HostChannel channel)
    {
        var message = await channel.ReadAsync<HostOrder>();
        await s_stop.CancelAsync();
        if (message is not null)
            return;
        // The worker is gone. Whoever takes the run over must not meet this process.
        await Task.Delay(s_longestStop);
        Environment.Exit(ExitCodes.Interrupted);
    }
}
