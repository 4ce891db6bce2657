using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>
/// The cookie of a step in the environment of this process, which the programs of its block inherit. When this process is killed
/// they live on; by the cookie the next try finds them.
/// </summary>
sealed class ProcessMark : IDisposable
{
    readonly string? _before = Environment.GetEnvironmentVariable(StepCookie.Variable);

    public ProcessMark(string cookie) => Environment.SetEnvironmentVariable(StepCookie.Variable, cookie);

    public void Dispose() => Environment.SetEnvironmentVariable(StepCookie.Variable, _before);
}
