using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Management.Automation;
using System.Management.Automation.Host;
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
    // The worker listens before it starts a host: where there still is one, this takes no time.
    static readonly TimeSpan s_longestConnect = TimeSpan.FromSeconds(2);

    static readonly BlockingCollection<HostOrder> s_orders = [];
    static CancellationTokenSource s_stop = new();
    static HostChannel? s_channel;
    static HostOrder? s_order;
    static HostReport? s_report;

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
        try
        {
            pipe.Connect(s_longestConnect);
        }
        catch (TimeoutException)
        {
            // The worker has ended while this process started.
            Environment.Exit(ExitCodes.Interrupted);
        }
        s_channel = new(pipe);
        OpenLedger();
        _ = ListenAsync(s_channel);
        Say(new() { News = HostNews.Ready });
        s_order = s_orders.Take();
        if (s_order.Isolation == Isolation.Runspace)
            return ScriptBlock.Create("[JobOps.Cmdlets.WorkerHost]::ServeOn($Host)");
        Enter(s_order);
        return ScriptBlock.Create($"Set-Location -LiteralPath {Next.PowerShell(s_order.Folder)}\n" + s_order.Work switch
        {
            // What it writes is in the log already; what is printed past PowerShell is the process's output.
            HostWork.Run => "& ([JobOps.Cmdlets.WorkerHost]::Run) *> $null",
            HostWork.Undo => "[JobOps.Cmdlets.WorkerHost]::Undo()",
            _ => $"{s_order.Command} {Next.PowerShell(s_order.Argument)}",
        });
    }

    /// <summary>Executes the work that has come, and all that follows, each in a runspace of its own.</summary>
    /// <param name="host">What the runspaces write to.</param>
    public static void ServeOn(PSHost host)
    {
        // An orphan of a run is one of this process then, which must not do anything else.
        ChildProcesses.Inherit();
        var runspaces = new FreshRunspaces(host);
        // Copies, which a script can neither replace nor close.
        using var output = Console.OpenStandardOutput();
        using var errors = Console.OpenStandardError();
        try
        {
            Serve(runspaces, [output, errors]);
        }
        catch (Exception exception)
        {
            // The end of the script that called this would say that all was well.
            Console.Error.WriteLine(exception);
            Environment.Exit(ExitCodes.Failed);
        }
    }

    static void Serve(FreshRunspaces runspaces, Stream[] streams)
    {
        for (var order = Order; ; order = s_orders.Take())
        {
            (s_order, s_report) = (order, null);
            var wear = new Wear();
            using (new ProcessState())
            {
                Enter(order);
                if (order.Work == HostWork.Run)
                    runspaces.Execute(Run, order.Folder);
                else
                    s_report = new()
                    {
                        News = HostNews.Ended,
                        ExitCode = runspaces.Execute($"{order.Command} {Next.PowerShell(order.Argument)}", order.Folder, Stopping),
                    };
            }
            Mark(streams, order.Mark);
            Say((s_report ?? new() { News = HostNews.Ended, Error = Error.RunCancelled(0) }) with
            {
                Worn = runspaces.HasLeftJob ? "a job was left behind" : wear.Find(),
            });
        }
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

    /// <summary>
    /// Says how the work ended. A process that is not used again ends with it: whatever a script has left in it ends, too.
    /// </summary>
    internal static void End(HostReport report)
    {
        if (Order.Isolation == Isolation.Runspace)
        {
            s_report = report;
            return;
        }
        Console.Out.Flush();
        Console.Error.Flush();
        Say(report);
        Environment.Exit(ExitCodes.Ok);
    }

    static void Say(HostReport report) => s_channel!.WriteAsync(report).GetAwaiter().GetResult();

    static void Enter(HostOrder order)
    {
        foreach (var (variable, value) in order.Variables)
            Environment.SetEnvironmentVariable(variable, value);
        Environment.CurrentDirectory = order.Folder;
    }

    // Past whatever a script has put in the console's place.
    static void Mark(Stream[] streams, string mark)
    {
        foreach (var stream in streams)
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(mark));
            stream.Flush();
        }
    }

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
        while (await channel.ReadAsync<HostOrder>() is { } message)
        {
            if (message.Work == HostWork.Stop)
                await s_stop.CancelAsync();
            else
            {
                // What an earlier stop was for is over; one that comes from now on is for this.
                s_stop = new();
                s_orders.Add(message);
            }
        }
        if (s_order is null || s_report is not null)
            Environment.Exit(ExitCodes.Ok);
        // The worker is gone, and another may have the run at once: it must meet neither this process nor what it has at work.
        await s_stop.CancelAsync();
        if (Environment.GetEnvironmentVariable(StepCookie.Variable) is { Length: > 0 } cookie)
            await LeftProcesses.EndAsync(cookie);
        Process.GetCurrentProcess().Kill();
    }
}
