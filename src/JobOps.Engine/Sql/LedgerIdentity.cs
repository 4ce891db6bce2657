using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>Which ledger this is. A new one becomes another when the rows of that one are moved into it.</summary>
sealed class LedgerIdentity(LedgerInfo info)
{
    public LedgerInfo Info { get; set; } = info;
}
