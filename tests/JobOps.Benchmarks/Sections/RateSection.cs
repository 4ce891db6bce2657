using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;

namespace JobOps.Benchmarks.Sections;

/// <summary>
/// Rates of the ledger beside those of its peers. Each line is measured together with what it is compared with, by turns,
/// there and back: what disturbs the machine disturbs both sides of a pair.
/// </summary>
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
    public void Ledger(string id, string name, Func<BenchLedger, Way> way, PeerWay limit, PeerWay? quartz = null) =>
        _ledgerWays.Add(new(id, name, way, limit, quartz));

    public async Task<IReadOnlyList<Figure>> MeasureAsync(string unit)
    {
        var ofPeers = _peers.ToDictionary(peer => peer, _ => new Rates());
        var figures = new List<Figure>();
        foreach (var way in _ledgerWays)
            figures.Add(await MeasureAsync(way, unit, ofPeers));
        return
        [
            .. ofPeers.Select(peer => new Figure(peer.Key.Id, peer.Key.Name, unit, peer.Value.Median, Spread: peer.Value.Spread)),
            .. figures,
        ];
    }

    async Task<Figure> MeasureAsync(LedgerWay way, string unit, Dictionary<PeerWay, Rates> ofPeers)
    {
        PeerWay[] peers = way.Quartz is null ? [way.Limit] : [way.Limit, way.Quartz];
        var rates = await Interleaved.MeasureAsync(
            [.. bench.Ledgers.Select(way.Way), .. peers.Select(peer => peer.Way)], bench.Scale.Rounds, bench.Database.SettleAsync);
        var (small, large) = (rates[0], rates[1]);
        var ratios = new List<Ratio>();
        foreach (var (peer, rate) in peers.Zip(rates.Skip(2)))
        {
            ofPeers[peer].Add(rate);
            ratios.Add(small.Over(rate));
        }
        return new(way.Id, way.Name, unit, small.Median, large.Median, ratios[0], ratios.ElementAtOrDefault(1), small.Spread);
    }

    public sealed record PeerWay(string Id, string Name, Way Way);

    sealed record LedgerWay(string Id, string Name, Func<BenchLedger, Way> Way, PeerWay Limit, PeerWay? Quartz);
}
