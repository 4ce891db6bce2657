using JobOps.Values;

namespace JobOps.Ledger;

/// <summary>Finds the engine by name, so that nothing above it refers to a database client.</summary>
public static class LedgerFactory
{
    /// <summary>The one assembly that a host may load into a context of its own.</summary>
    public const string EngineAssembly = EnginePart.Assembly;

    static readonly Lazy<ILedgerFactory> s_instance = new(() => EnginePart.Create<ILedgerFactory>("JobOps.Engine.EngineLedgerFactory"));

    /// <summary>The engine; loaded at the first use, never before.</summary>
    public static ILedgerFactory Instance => s_instance.Value;
}
