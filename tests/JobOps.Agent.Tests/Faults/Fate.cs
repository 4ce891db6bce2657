namespace JobOps.Agent.Tests.Faults;

/// <summary>What becomes of a packet on its way through a <see cref="TcpProxy"/>.</summary>
enum Fate
{
    Arrives,

    /// <summary>The first half of it arrives; then the connection is reset on both sides.</summary>
    IsTorn,

    /// <summary>It arrives, and what comes back does not: at the first byte of it the connection is reset on both sides.</summary>
    LosesItsAnswer,
}
