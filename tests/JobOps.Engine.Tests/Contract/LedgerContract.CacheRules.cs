using System.Text;
using JobOps.CacheRules;
using JobOps.Errors;

namespace JobOps.Engine.Tests.Contract;

// Cache rules, their tests, and what was removed by them.
public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_cache_rule_is_kept_as_it_was_registered()
    {
        var wanted = SampleCacheRule();
        var before = await Ledger.NowAsync(Cancellation);

        var first = await Ledger.CacheRules.RegisterAsync(wanted, Cancellation);
        var same = await Ledger.CacheRules.RegisterAsync(wanted with { Name = wanted.Name.ToUpperInvariant() }, Cancellation);
        var second = await Ledger.CacheRules.RegisterAsync(wanted with { Ttl = TimeSpan.FromHours(1) }, Cancellation);
        var found = (await Ledger.CacheRules.FindAsync(wanted.Name.ToUpperInvariant(), Cancellation))!;

        Assert.Equal((1, 1, 2), (first.Revision, same.Revision, second.Revision));
        Assert.Equal((false, true, false), (first.Unchanged, same.Unchanged, second.Unchanged));
        Assert.InRange(first.SetAt, before, found.ReadAt);
        Assert.Equivalent(second with { ReadAt = found.ReadAt }, found);
        Assert.Equal(TimeSpan.FromHours(1), found.Ttl);
        Assert.Equal(Ledger.Info.Actor, found.SetBy);
        Assert.Contains(
            await Ledger.Journal.GetAsync(0, Cancellation),
            entry => entry.Event == "CacheRuleRegistered" && entry.Data.Contains(wanted.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cache_rule_that_was_removed_comes_back_as_the_same()
    {
        var wanted = SampleCacheRule();
        await Ledger.CacheRules.RegisterAsync(wanted, Cancellation);

        await Ledger.CacheRules.RemoveAsync(wanted.Name, "no shop", Cancellation);

        Assert.Null(await Ledger.CacheRules.FindAsync(wanted.Name, Cancellation));
        Assert.Empty(await Ledger.CacheRules.GetAsync(wanted.Name, Cancellation));
        Assert.Equal(
            nameof(Error.CacheRuleNotFound), (await ErrorOfAsync(() => Ledger.CacheRules.RemoveAsync(wanted.Name, null, Cancellation))).Id);
        Assert.Equal(3, (await Ledger.CacheRules.RegisterAsync(wanted, Cancellation)).Revision);
        Assert.Single(await Ledger.CacheRules.GetAsync(wanted.Name[..^1] + "?", Cancellation));
    }

    [Fact]
    public async Task A_cache_rule_with_mistakes_is_not_kept()
    {
        var wanted = SampleCacheRule() with { ShouldCache = [], Match = "shop" };

        var error = await ErrorOfAsync(() => Ledger.CacheRules.RegisterAsync(wanted, Cancellation));

        Assert.Equal(nameof(Error.CacheRuleInvalid), error.Id);
        Assert.Null(await Ledger.CacheRules.FindAsync(wanted.Name, Cancellation));
    }

    [Fact]
    public async Task A_test_of_a_cache_rule_is_kept()
    {
        var name = $"rule-{Guid.NewGuid():N}";
        var finding = new CacheFinding
        {
            Rule = name, Page = "/a", Status = CacheFindingStatus.Failed, Kind = CacheFindingKind.NotCached, Expected = "a", Actual = "b",
            Remedy = "c",
        };
        var test = new CacheRuleTest
        {
            Rule = name, Revision = 2, BaseUri = "http://shop/", Visitors = [CacheVisitor.Anonymous], Findings = [finding], Answers =
            [
                new() { Page = "/a", Visitor = CacheVisitor.Anonymous, Number = 1, Status = 200, Age = 3, Lifetime = 5, BodyHash = "ab" },
            ],
        };

        var first = await Ledger.CacheRules.AddTestAsync(test, Cancellation);
        var second = await Ledger.CacheRules.AddTestAsync(test with { Passed = true, Findings = [] }, Cancellation);
        var found = await Ledger.CacheRules.GetTestsAsync(name.ToUpperInvariant(), cancellation: Cancellation);

        Assert.Equal([second.CacheRuleTestId, first.CacheRuleTestId], found.Select(one => one.CacheRuleTestId));
        Assert.Equal([true, false], found.Select(one => one.Passed));
        Assert.Equivalent(first with { ReadAt = found[1].ReadAt }, found[1]);
        Assert.Single(await Ledger.CacheRules.GetTestsAsync(name, limit: 1, cancellation: Cancellation));
    }

    [Fact]
    public async Task What_was_removed_is_written_before_and_read_batch_by_batch()
    {
        var name = $"rule-{Guid.NewGuid():N}";
        var clearing = new CacheClearing
        {
            Rule = name, Routes = ["/a", "/b/*"], Cache = "redis h:1/0", RunId = 1L << 50, StepName = name, Found = 3, Total = 100,
            KeptForUndo = true,
        };
        var kept = new ClearedKey("ab")
        {
            Key = [0, 255], Value = Encoding.UTF8.GetBytes("ü"), ExpiresAt = new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero),
        };

        var begun = await Ledger.CacheRules.BeginClearingAsync(clearing, Cancellation);
        await Ledger.CacheRules.AddClearedAsync(begun.CacheClearingId, [kept, new("cd")], Cancellation);
        await Ledger.CacheRules.AddClearedAsync(begun.CacheClearingId, [new("ef")], Cancellation);
        var going = Assert.Single(await Ledger.CacheRules.GetClearingsAsync(name, cancellation: Cancellation));
        await Ledger.CacheRules.EndClearingAsync(begun.CacheClearingId, 3, Cancellation);
        var ended = Assert.Single(await Ledger.CacheRules.GetClearingsOfStepAsync(1L << 50, name.ToUpperInvariant(), Cancellation));

        Assert.Null(going.Removed);
        Assert.Equivalent(begun with { Removed = 3, ReadAt = ended.ReadAt }, ended);
        var first = (await Ledger.CacheRules.FindClearedAsync(begun.CacheClearingId, 0, Cancellation))!;
        var second = (await Ledger.CacheRules.FindClearedAsync(begun.CacheClearingId, first.Number, Cancellation))!;
        Assert.Equivalent(new[] { kept, new("cd") }, first.Keys);
        Assert.Equal((2, "ef"), (second.Number, Assert.Single(second.Keys).Hash));
        Assert.Null(await Ledger.CacheRules.FindClearedAsync(begun.CacheClearingId, second.Number, Cancellation));
    }

    internal static CacheRule SampleCacheRule() => new()
    {
        Name = $"rule-{Guid.NewGuid():N}", Match = "/shop/*", BypassWhen = new() { Cookie = ["session"], Query = ["preview"] },
        Ttl = TimeSpan.FromMinutes(10), ShouldCache = ["/shop/p/1"], ShouldNotCache = ["/cart"], Key = "page:{route}", Why = "ü",
    };
}
