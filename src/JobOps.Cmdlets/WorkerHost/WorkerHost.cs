using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime;
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

    // Copies of the standard streams, which a script can neither replace nor close.
    static Stream[] s_streams = [];

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
        s_streams = [Console.OpenStandardOutput(), Console.OpenStandardError()];
        s_channel = new(pipe);
        // PowerShell has .NET note what it executes and write that to a file at its end, when somebody waits for the end of the work.
        ProfileOptimization.StartProfile("");
        OpenLedger();
        Rehearse();
        _ = ListenAsync(s_channel);
        Say(new() { News = HostNews.Ready });
        s_order = s_orders.Take();
        if (s_order.Isolation == Isolation.Runspace)
            return ScriptBlock.Create("[JobOps.Cmdlets.WorkerHost]::ServeOn($Host)");
        Enter(s_order);
        return Words(s_order);
    }

    static ScriptBlock Words(HostOrder order) =>
        ScriptBlock.Create($"Set-Location -LiteralPath {Next.PowerShell(order.Folder)}\n" + order.Work switch
        {
            // What it writes is in the log already; what is printed past PowerShell is the process's output.
            HostWork.Run or HostWork.Rehearsal => "& ([JobOps.Cmdlets.WorkerHost]::Run) *> $null",
            HostWork.Undo => "[JobOps.Cmdlets.WorkerHost]::Undo()",
            _ => $"{order.Command} {Next.PowerShell(order.Argument)}",
        });

    // What is executed for the first time is compiled, which takes some ten times as long: so a host has done all that a run needs
    // once before there is one.
    static void Rehearse()
    {
        var order = new HostOrder { Work = HostWork.Rehearsal, Folder = Environment.CurrentDirectory };
        s_order = LedgerJson.Read<HostOrder>(LedgerJson.Write(order))!;
        try
        {
            Words(s_order).Invoke();
        }
        catch (RuntimeException)
        {
            // Nothing depends on it.
        }
        (s_order, s_report) = (null, null);
    }

    /// <summary>Executes the work that has come, and all that follows, each in a runspace of its own.</summary>
    /// <param name="host">What the runspaces write to.</param>
    public static void ServeOn(PSHost host)
    {
        // An orphan of a run is one of this process then, which must not do anything else.
        ChildProcesses.Inherit();
        // A host that waits keeps no folder, and a runspace that is opened meanwhile goes to none that is large (see FreshRunspaces).
        Environment.CurrentDirectory = Path.GetPathRoot(Environment.CurrentDirectory)!;
        var runspaces = new FreshRunspaces(host);
        try
        {
            Serve(runspaces);
        }
        catch (Exception exception)
        {
            // The end of the script that called this would say that all was well.
            Console.Error.WriteLine(exception);
            Environment.Exit(ExitCodes.Failed);
        }
    }

    static void Serve(FreshRunspaces runspaces)
    {
        for (var order = Order; ; order = s_orders.Take())
        {
            (s_order, s_report) = (order, null);
            runspaces.Open(order.Folder);
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
            Mark(order.Mark);
            Say((s_report ?? new() { News = HostNews.Ended, Error = Error.RunCancelled(0) }) with
            {
                Worn = runspaces.HasLeftJob ? "a job was left behind" : wear.Find(),
            });
            runspaces.Prepare(order.Folder);
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
        s_report = report;
        if (Order.Isolation == Isolation.Runspace || Order.Work == HostWork.Rehearsal)
            return;
        Console.Out.Flush();
        Console.Error.Flush();
        Mark(Order.Mark);
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
    static void Mark(string mark)
    {
        foreach (var stream in s_streams)
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
        // One that has done its only work is ending already.
        if (s_order is { Isolation: Isolation.Process } && s_report is not null)
            return;
        if (s_order is null || s_report is not null)
            Environment.Exit(ExitCodes.Ok);
        // The worker is gone, and another may have the run at once: it must meet neither this process nor what it has at work.
        await s_stop.CancelAsync();
        if (Environment.GetEnvironmentVariable(StepCookie.Variable) is { Length: > 0 } cookie)
            await LeftProcesses.EndAsync(cookie);
        Process.GetCurrentProcess().Kill();
    }
}
