using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Work that comes round again and again beside a worker, until it is stopped.</summary>
static class Rounds
{
    /// <summary>Whatever a round meets is said, and the next one comes: the worker beside it must not end of it.</summary>
    /// <param name="pass">One round; says how long until the next one.</param>
    /// <param name="afterTrouble">How long until the next one, where a round has met something.</param>
    /// <param name="failed">What has not been done then, as a sentence.</param>
    /// <param name="trouble">Is told what a round has met; may be null.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(
        Func<Task<TimeSpan>> pass, TimeSpan afterTrouble, string failed, Action<JobOpsError>? trouble, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var wait = afterTrouble;
            try
            {
                wait = await pass();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (JobOpsException exception)
            {
                trouble?.Invoke(exception.Error);
            }
            catch (Exception exception)
            {
                trouble?.Invoke(Error.Unexpected(failed, exception));
            }
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
