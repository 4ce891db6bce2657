using System.Data.Common;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Turns what a person types into the location of a ledger.</summary>
static class LedgerChoice
{
    /// <param name="cmdlet">Knows the current folder, from which a relative path is taken.</param>
    /// <param name="location">As typed; null for the default ledger.</param>
    public static LedgerLocation Read(PSCmdlet cmdlet, string? location) =>
        location is null ? LedgerLocation.Default() : LedgerLocation.Parse(FromCurrentFolder(cmdlet, location));

    /// <summary>The same with a login, which goes into the connection string of a server.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid: an embedded ledger takes none</exception>
    public static LedgerLocation WithCredential(LedgerLocation location, PSCredential credential)
    {
        if (location.Provider != LedgerLocation.SqlServer)
            throw new JobOpsException(Error.LedgerLocationInvalid("a credential for a ledger that takes none"));
        var login = credential.GetNetworkCredential();
        var builder = new DbConnectionStringBuilder
        {
            ConnectionString = location.Target,
            ["User ID"] = credential.UserName,
            ["Password"] = login.Password,
        };
        return LedgerLocation.Parse($"{LedgerLocation.SqlServer}:{builder.ConnectionString}");
    }

    static string FromCurrentFolder(PSCmdlet cmdlet, string location)
    {
        const string prefix = LedgerLocation.Sqlite + ":";
        return location.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && location.Length > prefix.Length
            ? prefix + cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(location[prefix.Length..].Trim())
            : location;
    }
}
