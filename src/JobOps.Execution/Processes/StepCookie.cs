using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobOps.Execution;

/// <summary>
/// What marks the processes of a step, in their environment: so that those which one try has left are found by the next, which
/// may be another process's.
/// </summary>
public static class StepCookie
{
    /// <summary>The environment variable that holds it.</summary>
    public const string Variable = "JOBOPS_STEP_COOKIE";

    /// <summary>For one try.</summary>
    public static string New(Guid ledgerId, long runId, string step) =>
        Of(ledgerId, runId, step) + "." + Guid.NewGuid().ToString("N");

    /// <summary>What the cookies of all tries of a step begin with.</summary>
    public static string Of(Guid ledgerId, long runId, string step) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ledgerId}/{runId}/{step.ToUpperInvariant()}"))))[..32];
}
