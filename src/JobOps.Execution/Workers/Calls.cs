namespace JobOps.Execution;

/// <summary>Calls for whoever waits: several that come before it looks are one.</summary>
sealed class Calls
{
    readonly SemaphoreSlim _waiting = new(0, 1);

    public void Call()
    {
        try
        {
            _waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been called already, and has not looked yet.
        }
    }

    /// <summary>Until it is called, or the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _waiting.WaitAsync(atMost, cancellation);
}
