using System.Diagnostics;

namespace JobOps.Harness;

/// <summary>Waiting for the end of a process that a test started.</summary>
static class ProcessEnd
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Waits; a process that has not ended after two minutes is killed with all that it started, and the test fails.</summary>
    public static async Task EndAsync(this Process process)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {s_limit:c}");
        }
    }
}
