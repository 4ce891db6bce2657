using JobOps.Values;

namespace JobOps.Agent.Rendering;

/// <summary>What an operator did, as the end of a sentence about it.</summary>
static class Done
{
    /// <summary>Who did it and why: <c> by alice: reason</c>.</summary>
    public static string By(string? actor, string? reason) =>
        (string.IsNullOrEmpty(actor) ? "" : $" by {Visible.Line(actor)}")
        + (string.IsNullOrEmpty(reason) ? "" : $": {Visible.Line(reason)}");
}
