using JobOps.Agent.Tests.Support;
using JobOps.Errors;

namespace JobOps.Agent.Tests;

/// <summary><c>jobops delivery</c>, as it is typed.</summary>
public sealed class DeliveryTests : IAsyncDisposable
{
    readonly Workshop _shop = new();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task The_changes_of_a_team_are_counted()
    {
        await ApplyAsync("shop team", "/shop");
        (await _shop.CallAsync("change", "rolledback", "C1", "--reason", "errors")).EndsWith(0);
        await ApplyAsync("shop team", "/shop/p");
        await ApplyAsync("search team", "/search");

        var all = (await _shop.CallAsync("delivery")).EndsWith(0);
        var team = (await _shop.CallAsync(
            "delivery", "--owner", "shop team", "--since", "1d", "--rework-within", "12h", "--json")).EndsWith(0);

        Assert.Matches(@"deployment frequency +too few +too few +3 *\n", all.Output);
        Assert.Matches(@"change failure rate +33 % +6.1 % to 79 % +1 of 3 *\n", all.Output);
        Assert.Matches(@"failed deployment recovery time +\S+ m?s +too few +1 of 1 *\n", all.Output);
        Assert.DoesNotContain(all.Output.Split('\n'), line => line.Length > 80);
        var rework = team.Json.EnumerateArray().Single(metric => metric.GetProperty("metric").GetString() == "rework rate");
        Assert.Equal((1, 2, 0.5), (
            rework.GetProperty("count").GetInt32(), rework.GetProperty("of").GetInt32(), rework.GetProperty("value").GetDouble()));
        Assert.StartsWith("1 of 2 applied changes of shop team altered what another one had altered within 12 h before: 50 %, 95 % from ",
            rework.GetProperty("sentence").GetString());
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused()
    {
        string[][] wrong = [["--since", "1d", "--until", "2d"], ["--rework-within", "0d"], ["--since", "2100-01-01"]];
        foreach (var arguments in wrong)
        {
            var answer = (await _shop.CallAsync(["delivery", "--json", .. arguments])).EndsWith(ExitCodes.BadInput);

            Assert.Equal(nameof(Error.DeliveryQueryInvalid), answer.Error.GetProperty("id").GetString());
        }
        (await _shop.CallAsync("delivery", "--rework-within", "-7d")).EndsWith(ExitCodes.Usage);
    }

    async Task ApplyAsync(string owner, string scope)
    {
        var opened = (await _shop.CallAsync(
            "change", "new", "Cache it", "--owner", owner, "--expected-result", "It is fast.", "--rollback-note", "Set it back.",
            "--scope", scope, "--route", scope, "--expected-input", "a number", "--slow-query", "GET",
            "--noticed-at", "the title", "--json")).EndsWith(0);
        var id = opened.Json.GetProperty("changeId").GetString()!;
        (await _shop.CallAsync("change", "measured", id, "--reason", "nothing to measure")).EndsWith(0);
        (await _shop.CallAsync("change", "applied", id, "--command", "by hand")).EndsWith(0);
    }
}
