using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlAccess(ILedgerStore store) : ILedgerAccess
{
    public Task<bool> GrantAsync(LedgerRole role, string member, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async transaction =>
            {
                if (!await store.GrantRoleAsync(transaction, role, member))
                    return false;
                await JournalWriter.AppendAsync(transaction, 0, "RoleGranted", new { role, member });
                return true;
            },
            cancellation);
}
