namespace JobOps.Execution;

/// <summary>What a try of a step has left on this machine because it was killed: two tries would write side by side.</summary>
public static class LeftProcesses
{
    /// <summary>Ends them; on Linux, where they are known by their cookie and their cgroup.</summary>
    /// <param name="ledgerId">The ledger.</param>
    /// <param name="runId">The run.</param>
    /// <param name="step">The step that is about to be tried again.</param>
    /// <param name="grace">How long they may take to end.</param>
    /// <returns>In a sentence what was ended; null where there was nothing.</returns>
    public static async Task<string?> EndAsync(Guid ledgerId, long runId, string step, TimeSpan grace)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var count = await ProcessTree.EndAsync(StepCookie.Of(ledgerId, runId, step), grace);
        return count == 0 ? null : $"Ended {count} {(count == 1 ? "process" : "processes")} that an earlier try had left.";
    }

    /// <summary>Ends at once what a cookie marks, where the try that it is of cannot go on; on Linux.</summary>
    public static async Task EndAsync(string cookie)
    {
        if (OperatingSystem.IsLinux())
            await ProcessTree.EndAsync(cookie, TimeSpan.Zero);
    }
}
