namespace JobOps.Execution;

/// <summary>Calls that may block where no token reaches, such as reading a file of a network that has gone.</summary>
static class Apart
{
    /// <summary>Makes the call on a thread of its own, which stays behind when the call does not come back.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellation) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(cancellation);
}
