using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;

namespace JobOps.Benchmarks.Sections;

/// <summary>Rates of the ledger beside those of its peers, all of one table interleaved.</summary>
sealed class RateSection(Bench bench)
{
    readonly List<PeerWay> _peers = [];
    readonly List<LedgerWay> _ledgerWays = [];

    /// <summary>The bare loop, or Quartz.NET.</summary>
    /// <returns>To compare a way of the ledger with.</returns>
    public PeerWay Peer(string id, string name, Way way)
    {
        _peers.Add(new(id, name, way));
        return _peers[^1];
    }

    /// <summary>A way of the ledger, measured on both pasts.</summary>
    public void Ledger(string id, string name, Func<BenchLedger, Way> way, PeerWay? limit = null, PeerWay? quartz = null) =>
        _ledgerWays.Add(new(id, name, way, limit, quartz));

    public async Task<IReadOnlyList<Figure>> MeasureAsync(string unit)
    {
        var ways = _peers.Select(peer => peer.Way)
            .Concat(_ledgerWays.SelectMany(way => bench.Ledgers.Select(ledger => way.Way(ledger)))).ToList();
        var rates = await Interleaved.MeasureAsync(ways, bench.Scale.Rounds, bench.Database.SettleAsync);
        var peers = _peers.Zip(rates).ToDictionary(pair => pair.First, pair => pair.Second);
        return
        [
            .. peers.Select(peer => new Figure(peer.Key.Id, peer.Key.Name, unit, peer.Value.Median, Spread: peer.Value.Spread)),
            .. _ledgerWays.Select((way, index) =>
            {
                var (small, large) = (rates[_peers.Count + 2 * index], rates[_peers.Count + 2 * index + 1]);
                return new Figure(
                    way.Id, way.Name, unit, small.Median, large.Median,
                    way.Limit is null ? null : small.Over(peers[way.Limit]),
                    way.Quartz is null ? null : small.Over(peers[way.Quartz]),
                    small.Spread);
            }),
        ];
    }

    public sealed record PeerWay(string Id, string Name, Way Way);

    sealed record LedgerWay(string Id, string Name, Func<BenchLedger, Way> Way, PeerWay? Limit, PeerWay? Quartz);
}
