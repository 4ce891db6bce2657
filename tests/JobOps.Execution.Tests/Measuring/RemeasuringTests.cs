using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>What was measured before is measured again after, without being typed again.</summary>
public sealed class RemeasuringTests
{
    static readonly HttpRequestPlan s_request = new()
    {
        Url = new("http://anna:pw@127.0.0.1:8/shop?page=2&token=hush"), Method = "PUT", Headers = [new("Accept", "text/html")],
        Cookies = [new("sid", "1")], Body = "x"u8.ToArray(), DatabaseCallHeader = "X-Db",
    };

    static readonly MeasuringPlan s_plan = new()
    {
        Count = 12, WarmUp = 2, PacePerSecond = 5, Concurrency = 3, TimeLimit = TimeSpan.FromSeconds(4),
    };

    [Fact]
    public async Task An_address_is_asked_as_before_once_its_secrets_are_given_again()
    {
        var before = await BaselineAsync(s_request);

        var again = Remeasuring.RequestOf(before, s_request.Url, s_request.Headers, s_request.Cookies, s_request.Body);

        Assert.Equal((s_request.Url, "PUT", "X-Db"), (again.Url, again.Method, again.DatabaseCallHeader));
        Assert.Equivalent(before, await BaselineAsync(again), strict: true);
        Assert.Equal(s_plan with { Force = false }, Remeasuring.PlanOf(before));
    }

    [Fact]
    public async Task One_without_secrets_is_asked_again_by_itself()
    {
        var before = await BaselineAsync(new() { Url = new("http://127.0.0.1:8/shop?page=2") });

        Assert.Equal("http://127.0.0.1:8/shop?page=2", Remeasuring.RequestOf(before, null, [], [], null).Url.ToString());
    }

    [Fact]
    public async Task What_no_ledger_keeps_is_asked_for_by_its_names()
    {
        var before = await BaselineAsync(s_request);

        var error = Assert.Throws<JobOpsException>(() => Remeasuring.RequestOf(before, null, [], [], null)).Error;

        Assert.Equal(nameof(Error.BaselineSecretsNeeded), error.Id);
        Assert.StartsWith(
            "these again, as they were: the address with its query value 'token', the header 'Accept', the header 'Authorization', "
            + "the cookie 'sid', the body whose SHA-256 is ", error.Expected);
        Assert.DoesNotContain("hush", error.ToString());
    }

    [Fact]
    public void A_command_is_its_words_and_a_duration_stays_one()
    {
        var before = new Baseline
        {
            ChangeId = new(1), Phase = Phase.Before, Source = MeasuredSource.Command, Target = "sh -c 'echo a b'", Count = 71, WarmUp = 1,
            Duration = TimeSpan.FromSeconds(9),
        };

        Assert.Equal(["sh", "-c", "echo a b"], Remeasuring.CommandOf(before));
        Assert.Equal((null, TimeSpan.FromSeconds(9)), (Remeasuring.PlanOf(before).Count, Remeasuring.PlanOf(before).Duration));
    }

    static async Task<Baseline> BaselineAsync(HttpRequestPlan request)
    {
        await using var target = new MeasuredHttp(request);
        return new()
        {
            ChangeId = new(1), Phase = Phase.Before, Source = MeasuredSource.Uri, Target = target.Target, Request = target.Request,
            Count = s_plan.Count!.Value, WarmUp = s_plan.WarmUp, PacePerSecond = s_plan.PacePerSecond, Concurrency = s_plan.Concurrency,
            TimeLimit = s_plan.TimeLimit, DatabaseCalls = target.DatabaseCalls,
        };
    }
}
