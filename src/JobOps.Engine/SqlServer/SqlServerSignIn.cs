using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>Signing in to Entra by a code that a person types elsewhere.</summary>
static class SqlServerSignIn
{
    // SqlClient would write the code to standard output, into the answer that a program reads.
    internal static readonly SqlAuthenticationProvider DeviceCode = new ActiveDirectoryAuthenticationProvider(
        code => Console.Error.WriteLineAsync(code.Message));

    /// <summary>From then on every connection of the process that signs in by a device code tells it on standard error.</summary>
    public static void Register() =>
        SqlAuthenticationProvider.SetProvider(SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow, DeviceCode);
}
