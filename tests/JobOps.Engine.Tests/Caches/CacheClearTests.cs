using System.Globalization;
using JobOps.CacheRules;
using JobOps.Engine.Tests.Execution;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Caches;

/// <summary>Keys of a route are removed from a real Redis, all others stay byte for byte, and a rollback puts them back.</summary>
public sealed class CacheClearTests : ExecutionTest
{
    static readonly CacheRule s_rule = new()
    {
        Name = "shop", Match = "/shop/*", Ttl = TimeSpan.FromMinutes(10), ShouldCache = ["/shop/p/1"], Key = "page:{route}", Why = "speed",
    };

    [Fact]
    public async Task Only_the_keys_of_the_route_go()
    {
        await using var redis = await RedisServer.StartAsync();
        await FillAsync(redis);
        await redis.CallAsync("SET", "page:/shop/p/1", "one");
        await redis.CallAsync("SET", "page:/shop/p/[1]", "brackets");
        var others = await DumpAllAsync(redis, except: "page:/shop/p/1");
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);

        var run = await StartAsync(await RegisterAsync(Clear(redis, ["/shop/p/1"])));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal("0", await redis.CallAsync("EXISTS", "page:/shop/p/1"));
        Assert.Equal(others, await DumpAllAsync(redis, except: "page:/shop/p/1"));
        var clearing = Assert.Single(await Ledger.CacheRules.GetClearingsAsync(cancellation: Cancellation));
        Assert.Equal((1L, 1L, 102L, run.RunId), (clearing.Found, clearing.Removed, clearing.Total, clearing.RunId));
        var key = Assert.Single((await Ledger.CacheRules.FindClearedAsync(clearing.CacheClearingId, 0, Cancellation))!.Keys);
        Assert.Equal(new(ClearedKey.HashOf("page:/shop/p/1"u8)), key);
        Assert.True(Assert.Single(await StepsAsync(run)).ReadOnly);
    }

    [Fact]
    public async Task What_means_something_to_the_patterns_of_Redis_means_itself()
    {
        await using var redis = await RedisServer.StartAsync();
        await FillAsync(redis);
        string[] pages = ["/shop/[ab]", "/shop/a", "/shop/x?y", "/shop/xzy", @"/shop/back\slash", "/shop/^", "/shop/[^a]"];
        foreach (var page in pages)
            await redis.CallAsync("SET", "page:" + page, page);
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);

        await StartAsync(await RegisterAsync(Clear(redis, ["/shop/[ab]", "/shop/x?y", @"/shop/back\slash", "/shop/[^a]"])));

        Assert.Equal(
            ["page:/shop/^", "page:/shop/a", "page:/shop/xzy"],
            (await redis.CallAsync("KEYS", "page:/shop/*")).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Too_great_a_share_of_all_keys_is_refused()
    {
        await using var redis = await RedisServer.StartAsync();
        await FillAsync(redis);
        await Ledger.CacheRules.RegisterAsync(s_rule with { Key = "{route}", Match = "/*", ShouldCache = ["/a"] }, Cancellation);
        foreach (var number in Enumerable.Range(0, 20))
            await redis.CallAsync("SET", $"/p/{number}", "x");

        var refused = await StartAsync(await RegisterAsync(Clear(redis, ["/p/*"])));
        var allowed = await StartAsync(await RegisterAsync(Clear(redis, ["/p/*"], maxShare: 20)));

        Assert.Equal((nameof(Error.CacheScopeTooWide), "20 of 120 keys, 16.7 %"), (refused.Error!.Id, refused.Error.Actual));
        Assert.Equal(RunStatus.Succeeded, allowed.Status);
        Assert.Equal("100", await redis.CallAsync("DBSIZE"));
        Assert.Single(await Ledger.CacheRules.GetClearingsAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task A_rollback_puts_back_what_is_left()
    {
        await using var redis = await RedisServer.StartAsync();
        await FillAsync(redis);
        await redis.CallAsync("SET", "page:/shop/p/1", "for ever");
        await redis.CallAsync("HSET", "page:/shop/p/2", "title", "two");
        await redis.CallAsync("PEXPIRE", "page:/shop/p/2", "600000");
        await redis.CallAsync("SET", "page:/shop/p/3", "ends", "PX", "1");
        await redis.CallAsync("SET", "page:/shop/p/4", "old");
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);
        var before = await DumpAllAsync(redis, except: "page:/shop/p/4");

        var run = await StartAsync(await RegisterAsync(Clear(redis, ["/shop/p/*"], keep: true)));
        Assert.Equal("100", await redis.CallAsync("DBSIZE"));
        await redis.CallAsync("SET", "page:/shop/p/4", "newer");
        var step = Assert.Single(await RollBackAsync(run));

        Assert.Equal(UndoStatus.Undone, step.Status);
        Assert.Equal(before, await DumpAllAsync(redis, except: "page:/shop/p/4"));
        Assert.Equal("newer", await redis.CallAsync("GET", "page:/shop/p/4"));
        Assert.Equal("-1", await redis.CallAsync("PTTL", "page:/shop/p/1"));
        Assert.InRange(long.Parse(await redis.CallAsync("PTTL", "page:/shop/p/2"), CultureInfo.InvariantCulture), 1, 600_000);
    }

    [Fact]
    public async Task What_has_expired_since_then_does_not_come_back()
    {
        await using var redis = await RedisServer.StartAsync();
        var expired = new ClearedKey("a")
        {
            Key = "k"u8.ToArray(), Value = [0], ExpiresAt = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        await using var connected = await RedisConnector.Instance.ConnectAsync(redis.Place, Cancellation);
        Assert.Equal(new(0, 1, 0), await connected.RestoreAsync([expired], Cancellation));
        Assert.Equal("0", await redis.CallAsync("DBSIZE"));
    }

    [Fact]
    public async Task The_password_is_read_where_it_is_used_and_written_nowhere()
    {
        const string Password = "s3cret-of-redis";
        await using var redis = await RedisServer.StartAsync("--requirepass", Password);
        await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);
        var file = Folder.File("password");
        await File.WriteAllTextAsync(file, Password, Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refused = await StartAsync(await RegisterAsync(Clear(redis, ["/shop/p/1"])));
        var run = await StartAsync(await RegisterAsync(Clear(redis, ["/shop/p/1"], password: "file:" + file)));

        Assert.Equal(nameof(Error.CacheUnreachable), refused.Error!.Id);
        Assert.Equal(RunStatus.Succeeded, run.Status);
        await Ledger.DisposeAsync();
        Assert.DoesNotContain(Password, await File.ReadAllTextAsync(Folder.File("ledger.db"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_that_says_so()
    {
        var error = await Assert.ThrowsAsync<JobOpsException>(
            () => RedisConnector.Instance.ConnectAsync(RedisPlace.TryParse("127.0.0.1:1")! with { Password = "hidden" }, Cancellation));

        Assert.Equal(nameof(Error.CacheUnreachable), error.Error.Id);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("abortConnect", error.Error.Actual, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task In_a_cluster_every_master_is_looked_at_and_keys_of_other_slots_stay()
    {
        var cluster = await RedisServer.StartClusterAsync();
        try
        {
            foreach (var number in Enumerable.Range(0, 60))
                await cluster[0].CallAsync("-c", "SET", $"other:{number}", $"{number}");
            foreach (var number in Enumerable.Range(0, 6))
                await cluster[0].CallAsync("-c", "SET", $"page:/shop/p/{number}", $"{number}");
            await Ledger.CacheRules.RegisterAsync(s_rule, Cancellation);
            var sizes = await SizesAsync(cluster);

            var run = await StartAsync(await RegisterAsync(Clear(cluster[1], ["/shop/p/*"], keep: true)));

            Assert.Equal((RunStatus.Succeeded, null), (run.Status, run.Error?.Actual));
            var clearing = Assert.Single(await Ledger.CacheRules.GetClearingsAsync(cancellation: Cancellation));
            Assert.Equal((6L, 6L, 66L), (clearing.Found, clearing.Removed, clearing.Total));
            Assert.Equal(60, (await SizesAsync(cluster)).Sum());
            await RollBackAsync(run);
            Assert.Equal(sizes, await SizesAsync(cluster));
            Assert.Equal("3", await cluster[0].CallAsync("-c", "GET", "page:/shop/p/3"));
        }
        finally
        {
            foreach (var server in cluster)
                await server.DisposeAsync();
        }
    }

    static async Task<IReadOnlyList<int>> SizesAsync(IReadOnlyList<RedisServer> cluster)
    {
        var sizes = new List<int>();
        foreach (var server in cluster)
            sizes.Add(int.Parse(await server.CallAsync("DBSIZE"), CultureInfo.InvariantCulture));
        return sizes;
    }

    // So that a route is a small share of all keys.
    static Task FillAsync(RedisServer redis) => redis.CallAsync(
        "EVAL", "for n = 1, 100 do redis.call('SET', 'other:' .. n, string.rep('x', n), 'EX', 3600) end", "0");

    static async Task<string> DumpAllAsync(RedisServer redis, string except) => await redis.CallAsync(
        "EVAL",
        """
        local all = redis.call('KEYS', '*')
        table.sort(all)
        local text = ''
        for _, key in ipairs(all) do
          if key ~= ARGV[1] then text = text .. key .. '=' .. redis.sha1hex(redis.call('DUMP', key)) .. '\n' end
        end
        return text
        """, "0", except);

    static StepDefinition Clear(
        RedisServer redis, string[] routes, int maxShare = 10, bool keep = false, string? password = null)
    {
        var address = new RedisAddress(Template.Literal($"127.0.0.1:{redis.Port}"))
        {
            Password = password is null ? null : Template.Literal(password),
        };
        return new()
        {
            Name = "clear",
            Action = new CacheClearAction
            {
                Rule = Template.Literal("shop"), Routes = [.. routes.Select(Template.Literal)], Redis = address, MaxShare = maxShare,
                KeepForUndo = keep,
            },
            Undo = keep ? new CacheRestoreAction { Redis = address } : null,
        };
    }

    async Task<IReadOnlyList<RollbackStep>> RollBackAsync(JobRun run)
    {
        var rollback = await Rollback.ReadAsync(Ledger, run.RunId, Cancellation);
        var requested = await rollback.RequestAsync(force: false, Cancellation);
        var ended = await new Worker(Ledger, Options).ExecuteAsync(requested.RunId, cancellation: Cancellation);
        return await rollback.GetOutcomeAsync(ended.RunId, Cancellation);
    }
}
