using JobOps.Agent.Tests.Support;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A workshop whose ledger can be taken away and brought back: its file, or the network to its server.</summary>
sealed class AbsentLedger : IAsyncDisposable
{
    readonly TestDatabase? _database;
    readonly TcpProxy? _proxy;

    AbsentLedger(Workshop shop, TestDatabase? database, TcpProxy? proxy) => (Shop, _database, _proxy) = (shop, database, proxy);

    public Workshop Shop { get; }

    /// <summary>The variable that gives the user of this workshop a data folder of its own.</summary>
    public string DataFolder => $"XDG_DATA_HOME={Shop.PathOf("data")}";

    public string SpoolFolder => Shop.PathOf("data/jobops/spool");

    /// <summary>The records that wait.</summary>
    public string[] Spooled => Directory.Exists(SpoolFolder) ? Directory.GetFiles(SpoolFolder) : [];

    public static async Task<AbsentLedger> CreateAsync(string provider)
    {
        if (provider == LedgerLocation.Sqlite)
        {
            var shop = new Workshop();
            await (await shop.OpenLedgerAsync()).DisposeAsync();
            return new(shop, null, null);
        }
        var database = await TestDatabase.CreateAsync();
        var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        return new(new() { Ledger = database.Location(proxy.Port) }, database, proxy);
    }

    public void TakeAway()
    {
        if (_proxy is not null)
        {
            _proxy.Cut();
            return;
        }
        File.Move(Shop.LedgerFile, Shop.LedgerFile + ".away");
        Directory.CreateDirectory(Shop.LedgerFile);
    }

    public void BringBack()
    {
        if (_proxy is not null)
        {
            _proxy.Mend();
            return;
        }
        Directory.Delete(Shop.LedgerFile);
        File.Move(Shop.LedgerFile + ".away", Shop.LedgerFile);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        _proxy?.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
