namespace JobOps.Agent.Rendering;

/// <summary>Says from time to time how much of something is done, for a person who waits.</summary>
/// <param name="screen">Where.</param>
/// <param name="done">What is counted and was done with it: <c>runs taken out</c>.</param>
sealed class CountLines(Screen screen, string done) : IProgress<long>
{
    // Few enough lines for a log, and some seconds of work.
    const int Apart = 1000;

    long _told;

    public void Report(long value)
    {
        if (value < _told + Apart)
            return;
        _told = value;
        screen.Progress($"  {value} {done}");
    }
}
