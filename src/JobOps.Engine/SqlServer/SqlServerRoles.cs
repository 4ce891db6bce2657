using JobOps.Engine.Sql;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>The roles of the database, which migration 4 creates, and who is in them.</summary>
static class SqlServerRoles
{
    static readonly Statement s_isUser = "SELECT CASE WHEN DATABASE_PRINCIPAL_ID(@member) IS NULL THEN 0 ELSE 1 END";

    static readonly Statement s_isMember = "SELECT COALESCE(IS_ROLEMEMBER(@role, @member), 0)";

    // A name cannot be a parameter here. QUOTENAME makes one word of whatever it is given, so nothing gets out of it.
    static readonly Statement s_createUser =
        """
        DECLARE @text nvarchar(1000) = N'CREATE USER ' + QUOTENAME(@member) + N' FOR LOGIN ' + QUOTENAME(@member);
        EXEC (@text)
        """;

    static readonly Statement s_addMember =
        """
        DECLARE @text nvarchar(1000) = N'ALTER ROLE ' + QUOTENAME(@role) + N' ADD MEMBER ' + QUOTENAME(@member);
        EXEC (@text)
        """;

    // A session that acts for somebody else has that one's groups, and they say nothing of who it is.
    static readonly Statement s_isActorIn =
        "SELECT CASE WHEN ORIGINAL_LOGIN() = SUSER_SNAME() AND COALESCE(IS_MEMBER(@group), 0) = 1 THEN 1 ELSE 0 END";

    /// <summary>Whether the transaction's login is in a role of the database, or in a group of Windows.</summary>
    public static async Task<bool> IsActorInAsync(LedgerTransaction transaction, string group) =>
        await transaction.QueryFirstAsync<int>(s_isActorIn, new { group }) == 1;

    public static string NameOf(LedgerRole role) => $"jobops_{role.ToString().ToLowerInvariant()}";

    /// <summary>Inside the caller's transaction.</summary>
    /// <returns>False when the member has the role already.</returns>
    /// <exception cref="JobOpsException">MemberUnknown</exception>
    public static async Task<bool> GrantAsync(LedgerTransaction transaction, LedgerRole role, string member)
    {
        if (await transaction.QueryFirstAsync<int>(s_isUser, new { member }) == 0)
            await CreateUserAsync(transaction, member);
        var grant = new { role = NameOf(role), member };
        if (await transaction.QueryFirstAsync<int>(s_isMember, grant) == 1)
            return false;
        await transaction.ExecuteAsync(s_addMember, grant);
        return true;
    }

    static async Task CreateUserAsync(LedgerTransaction transaction, string member)
    {
        try
        {
            await transaction.ExecuteAsync(s_createUser, new { member });
        }
        catch (SqlException exception) when (SqlServerErrors.IsUnknownLogin(exception))
        {
            throw new JobOpsException(Error.MemberUnknown(member), exception);
        }
    }
}
