using System.Diagnostics.Metrics;

namespace JobOps.Engine.Sql;

/// <summary>
/// What the ledger is asked, for <c>dotnet-counters monitor --counters JobOps.Engine</c> and for the tests that guard how
/// much a run costs.
/// </summary>
static class LedgerMeter
{
    public const string Name = "JobOps.Engine";

    static readonly Meter s_meter = new(Name);

    static readonly Counter<long> s_statements = s_meter.CreateCounter<long>(
        "jobops.ledger.statements", "{statement}", "Statements that the database executed.");

    static readonly Counter<long> s_roundTrips = s_meter.CreateCounter<long>(
        "jobops.ledger.round_trips", "{round trip}", "SQL Server: messages sent; SQLite: transactions made durable.");

    public static void Statements(int count) => s_statements.Add(count);

    public static void RoundTrips(int count) => s_roundTrips.Add(count);
}
