using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.Loader;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>A prompt neither hangs nor complains, whatever has become of the ledger.</summary>
[Collection(ShellCollection.Name)]
public sealed class CompletionInTroubleTests : IDisposable
{
    // Two seconds, and what a busy machine adds.
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    readonly TestShell _shell;
    readonly string _location;

    public CompletionInTroubleTests(TestShell shell)
    {
        _shell = shell;
        _location = shell.NewLedger();
        shell.Register("job", ["true"]);
        shell.Run("$null = @{}, @{} | Start-Job job; Disconnect-JobLedger").Succeeded();
    }

    public void Dispose() => Environment.SetEnvironmentVariable("JOBOPS_LEDGER", null);

    [Fact]
    public void No_ledger_is_made()
    {
        var path = Path.Combine(_shell.Folder, "none.db");

        AssertOffers($"sqlite:{path}", []);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void No_ledger_has_such_a_name() => AssertOffers("nonsense", []);

    [Fact]
    public void The_file_is_no_ledger()
    {
        var path = Path.Combine(_shell.Folder, "text.db");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("This is no database. ", 1000)));

        AssertOffers($"sqlite:{path}", []);
    }

    [Fact]
    public void Another_program_writes()
    {
        using var writer = Open("BEGIN IMMEDIATE");

        AssertOffers(_location, ["2", "1"]);
    }

    [Fact]
    public void Another_program_lets_nobody_read()
    {
        using var writer = Open("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");

        AssertOffers(_location, []);
    }

    [Fact]
    public void No_server_listens() =>
        AssertOffers("sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=30;Encrypt=false", []);

    [Fact]
    public void The_server_does_not_answer()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();

        AssertOffers($"sqlserver:Server=tcp:127.0.0.1,{((IPEndPoint)server.LocalEndpoint).Port};Database=x;Connect "
            + "Timeout=30;Encrypt=false", []);
    }

    void AssertOffers(string location, string[] offers)
    {
        Environment.SetEnvironmentVariable("JOBOPS_LEDGER", location);
        _shell.Run("$global:Error.Clear()").Succeeded();
        var clock = Stopwatch.StartNew();

        Assert.Equal(offers, _shell.Complete("Get-JobStep -RunId ").Select(offer => offer.CompletionText));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, s_limit);
        Assert.Equal([0], _shell.Run("$global:Error.Count").Objects);
    }

    /// <summary>Another program at the ledger: a connection of the client that came with the engine.</summary>
    DbConnection Open(string sql)
    {
        var engine = AssemblyLoadContext.All.Single(context => context.Name == "JobOps.Engine");
        var client = engine.LoadFromAssemblyName(new AssemblyName("Microsoft.Data.Sqlite"))
            .GetType("Microsoft.Data.Sqlite.SqliteConnection")!;
        var connection = (DbConnection)Activator.CreateInstance(client, $"Data Source={_location["sqlite:".Length..]};Pooling=False")!;
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return connection;
    }
}
