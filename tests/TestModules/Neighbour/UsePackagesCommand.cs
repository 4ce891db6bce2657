using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using Azure.Identity;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Neighbour;

/// <summary>Makes each package work, and writes which assembly did it and in which load context that is.</summary>
[Cmdlet(VerbsOther.Use, "NeighbourPackage")]
[OutputType(typeof(PSObject))]
public sealed class UsePackagesCommand : PSCmdlet
{
    protected override void ProcessRecord()
    {
        UseSqlite();
        UseSqlClient();
        var credential = new ClientSecretCredential("00000000-0000-0000-0000-000000000000", "client", "no secret");
        foreach (var type in new[] { typeof(SqlMapper), typeof(SqliteConnection), typeof(SqlConnection), credential.GetType() })
            WriteObject(Describe(type.Assembly));
    }

    static void UseSqlite()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        if (connection.QuerySingle<long>("SELECT @a + 1", new { a = 1 }) != 2)
            throw new InvalidOperationException("SQLite and Dapper cannot add.");
    }

    // Nobody listens on port 1: the client has to work in order to say so.
    static void UseSqlClient()
    {
        using var connection = new SqlConnection("Server=tcp:127.0.0.1,1;User ID=x;Password=x;Connect Timeout=2;ConnectRetryCount=0");
        try
        {
            connection.Open();
        }
        catch (SqlException)
        {
            return;
        }
        throw new InvalidOperationException("Somebody listens on port 1.");
    }

    static PSObject Describe(Assembly assembly)
    {
        var described = new PSObject();
        described.Properties.Add(new PSNoteProperty("Name", assembly.GetName().Name));
        described.Properties.Add(new PSNoteProperty("Location", assembly.Location));
        described.Properties.Add(new PSNoteProperty("Context", AssemblyLoadContext.GetLoadContext(assembly)?.Name));
        return described;
    }
}
