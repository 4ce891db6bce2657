using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime.ExceptionServices;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>
/// The way between a cmdlet's asynchronous work and PowerShell's pipeline, whose thread is the only one that may
/// write. Every member may be called from any thread.
/// </summary>
sealed class CmdletPipeline(PSCmdlet cmdlet) : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    volatile BlockingCollection<Action>? _queue;
    int _thread;
    bool _refused;

    /// <summary>How the cmdlet fails is the exit code, as that of a run is: for a cmdlet that executes, undoes or verifies.</summary>
    public bool ReportsExitCode { get; set; }

    /// <summary>Is cancelled by Ctrl+C, and when the pipeline wants no more.</summary>
    public CancellationToken Stopping => _stop.Token;

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    /// <summary>
    /// Runs the work elsewhere and writes here, until the work has ended; it ends by itself once it is stopped. An
    /// error ends the cmdlet.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="itemOf">What the cmdlet was given and the error is about; null for what the error itself says.</param>
    public void Run(Func<Task> work, Func<JobOpsException, object?>? itemOf = null)
    {
        try
        {
            Pump(work);
        }
        catch (JobOpsException exception)
        {
            Throw(exception, itemOf?.Invoke(exception));
        }
    }

    /// <summary>The same for one item of many: an error that concerns this item only is written, and the cmdlet goes on.</summary>
    public void RunItem(Func<Task> work, object? item)
    {
        try
        {
            Pump(work);
        }
        catch (JobOpsException exception) when (!ErrorRecords.ConcernsAll(exception.Error))
        {
            Write(exception, item);
        }
        catch (JobOpsException exception)
        {
            Throw(exception, item);
        }
    }

    /// <summary>Does something on the pipeline's thread, some time soon; nothing once the work has ended.</summary>
    public void Post(Action action)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            action();
            return;
        }
        try
        {
            _queue?.Add(action);
        }
        catch (InvalidOperationException)
        {
            // A line that arrives after the end cannot be shown any more.
        }
    }

    /// <summary>Does something on the pipeline's thread and waits for what comes of it.</summary>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(function());
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        });
        return answer.Task;
    }

    public void Write(object? value, bool enumerate = false) => Say(() => cmdlet.WriteObject(value, enumerate));

    public void WriteVerbose(string text) => Say(() => cmdlet.WriteVerbose(Visible.Text(text)));

    public void WriteWarning(string text) => Say(() => cmdlet.WriteWarning(Visible.Text(text)));

    public void WriteInformation(string text) => Say(() => cmdlet.WriteInformation(Visible.Text(text), ["JobOps"]));

    public void WriteError(JobOpsError error, object? item = null) => Say(() => Write(new JobOpsException(error), item));

    /// <exception cref="JobOpsException">ConfirmationImpossible</exception>
    public Task<bool> ShouldProcessAsync(string target, string action) =>
        AskAsync(() => cmdlet.ShouldProcess(Visible.Line(target), action));

    /// <summary>Asks in the words of the caller.</summary>
    /// <param name="description">What would be done: shown by <c>-WhatIf</c>.</param>
    /// <param name="question">The question that <c>-Confirm</c> puts.</param>
    /// <param name="caption">The heading of the question.</param>
    /// <exception cref="JobOpsException">ConfirmationImpossible</exception>
    public Task<bool> ShouldProcessAsync(string description, string question, string caption) =>
        AskAsync(() =>
        {
            var wanted = cmdlet.ShouldProcess(Visible.Text(description), Visible.Text(question), caption, out var reason);
            OnlyShows = reason == ShouldProcessReason.WhatIf;
            return wanted;
        });

    /// <summary>Whether the last question in the caller's words was not put, because of <c>-WhatIf</c>: nobody has said no.</summary>
    public bool OnlyShows { get; private set; }

    /// <summary>Where the cmdlet draws progress bars.</summary>
    public Task<ProgressScreen> ScreenAsync() => InvokeAsync(() => ProgressScreen.Of(cmdlet));

    /// <summary>The ledger that this session is connected to, or the default one.</summary>
    public Task<ILedger> LedgerAsync() => LedgerSession.OpenAsync(WriteVerbose, Stopping);

    /// <summary>
    /// Works on items one after the other: an error that concerns one of them is written, and the next one follows.
    /// </summary>
    public async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        foreach (var item in items)
        {
            try
            {
                await work(item);
            }
            catch (JobOpsException thrown) when (!ErrorRecords.ConcernsAll(thrown.Error))
            {
                var exception = LedgerSession.Current is { } ledger ? await DidYouMean.AskAsync(ledger, thrown, Stopping) : thrown;
                // Awaited: where the caller made the error stop, the next item is not begun.
                await InvokeAsync(() =>
                {
                    Write(exception, item);
                    return true;
                });
            }
        }
    }

    Task<bool> AskAsync(Func<bool> ask) => InvokeAsync(() =>
    {
        try
        {
            return ask();
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException)
        {
            throw new JobOpsException(Error.ConfirmationImpossible(cmdlet.MyInvocation.MyCommand.Name), exception);
        }
    });

    void Write(JobOpsException exception, object? item)
    {
        Report(exception.Error);
        cmdlet.WriteError(ErrorRecords.Of(cmdlet, exception, item));
    }

    void Throw(JobOpsException exception, object? item)
    {
        Report(exception.Error);
        cmdlet.ThrowTerminatingError(ErrorRecords.Of(cmdlet, exception, item));
    }

    void Report(JobOpsError error)
    {
        if (ReportsExitCode)
            ExitCode.Report(cmdlet, error.ExitCode);
    }

    /// <summary>Writes on a stream; nothing any more once a write was refused, for that ends what the cmdlet says.</summary>
    void Say(Action write) => Post(() =>
    {
        if (!_refused)
            write();
    });

    void Pump(Func<Task> work)
    {
        using var queue = new BlockingCollection<Action>();
        _thread = Environment.CurrentManagedThreadId;
        _queue = queue;
        var task = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (JobOpsException exception) when (LedgerSession.Current is { } ledger)
            {
                throw await DidYouMean.AskAsync(ledger, exception, Stopping);
            }
            finally
            {
                queue.CompleteAdding();
            }
        });
        var refusal = WriteUntilCompleted(queue);
        Await(task, refusal);
    }

    /// <summary>Returns why the pipeline refused a write: it was stopped, or wants no more. The work is stopped then.</summary>
    Exception? WriteUntilCompleted(BlockingCollection<Action> queue)
    {
        Exception? refusal = null;
        foreach (var action in queue.GetConsumingEnumerable())
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                refusal ??= exception;
                _refused = true;
                _stop.Cancel();
            }
        }
        return refusal;
    }

    void Await(Task task, Exception? refusal)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception) when (refusal is not null)
        {
            // The refusal is the cause, and what the work made of it is its consequence.
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (exception is not (JobOpsException or RuntimeException))
        {
            throw new JobOpsException(
                Error.Unexpected($"{cmdlet.MyInvocation.MyCommand.Name} ended with an error that nobody foresaw.", exception),
                exception);
        }
        if (refusal is not null)
            ExceptionDispatchInfo.Throw(refusal);
    }
}
