using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// ILedgerAccess
sealed partial class SqlLedger
{
    public Task<bool> GrantRoleAsync(LedgerRole role, string member, CancellationToken cancellation = default) =>
        store.WriteAsync(
            async session =>
            {
                if (!await store.GrantRoleAsync(session, role, member))
                    return false;
                await JournalWriter.AppendAsync(session, 0, "RoleGranted", new { role, member });
                return true;
            },
            cancellation);
}
