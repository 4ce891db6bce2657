using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Harness;

/// <summary>The PowerShell of this machine or of this checkout's tool manifest.</summary>
static class RealPowerShell
{
    /// <summary>Finds it; without one the test is skipped.</summary>
    public static PowerShellProgram Require()
    {
        try
        {
            return PowerShellProgram.Find(AppContext.BaseDirectory);
        }
        catch (JobOpsException none) when (none.Error.Id == nameof(Error.PowerShellNotFound))
        {
            Assert.Skip(none.Error.Actual);
            throw;
        }
    }
}
