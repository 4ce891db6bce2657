using System.Text.Json;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

// When two requests with one idempotency key are the same.
sealed partial class SqlRequests
{
    /// <summary>
    /// The caller gave the same; or what came of it is the same, in all that there was then. The second is for a value that is
    /// left out once and given another time as the default that it has, and for runs of an older JobOps, whose hash covers the
    /// defaults of their time.
    /// </summary>
    static bool IsSame(RunRow stored, PreparedRequest asked) =>
        stored.RequestHash == asked.Hash
        || stored.Environment == asked.Request.Environment && stored.RollbackOf == asked.Request.RollbackOf
            && stored.ChangeId == asked.Request.ChangeId?.Number && AreValuesSame(stored.Parameters, asked.Request);

    static bool IsSame(PreparedRequest first, PreparedRequest second) =>
        first.Hash == second.Hash
        || first.Request.Environment == second.Request.Environment && first.Request.ChangeId == second.Request.ChangeId
            && AreValuesSame(first.Parameters, second.Request);

    static bool AreValuesSame(string stored, RunRequest asked)
    {
        using var document = JsonDocument.Parse(stored);
        var before = document.RootElement.EnumerateObject().ToDictionary(
            value => value.Name, value => value.Value.GetRawText(), StringComparer.OrdinalIgnoreCase);
        var given = asked.Given?.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in asked.Parameters)
        {
            // One that the definition did not have then, and has added by itself now, makes no difference.
            if (before.Remove(name, out var text) ? text != LedgerJson.Write(value) : given?.Contains(name) != false)
                return false;
        }
        return before.Count == 0;
    }
}
