using JobOps.Environments;

namespace JobOps.Tests.Environments;

public class EnvironmentDifferenceTests
{
    static JobEnvironment Environment(
        string name, Dictionary<string, object?> settings, Dictionary<string, string>? secrets = null,
        Dictionary<string, string>? expected = null) => new()
    {
        Name = name, Settings = settings, Secrets = secrets ?? [], ExpectedDifferences = expected ?? [],
    };

    static string[] Between(JobEnvironment left, JobEnvironment right) =>
        [.. EnvironmentDifference.Between(left, right)
            .Select(one => $"{one.Name} {one.Status} {one.Left ?? "-"} {one.Right ?? "-"} {one.Reason}")];

    [Fact]
    public void A_difference_is_expected_where_either_environment_says_why()
    {
        var staging = Environment(
            "staging", new() { ["url"] = "http://s", ["same"] = 1L, ["workers"] = 2L }, expected: new() { ["URL"] = "each its own" });
        var production = Environment(
            "production", new() { ["url"] = "http://p", ["same"] = 1L, ["workers"] = 8L },
            expected: new() { ["workers"] = "more visitors" });

        Assert.Equal(
            ["same Same 1 1 ", "url Expected http://s http://p each its own", "workers Expected 2 8 more visitors"],
            Between(staging, production));
    }

    [Fact]
    public void What_nobody_has_explained_is_unexpected_also_where_only_one_has_it()
    {
        var staging = Environment("staging", new() { ["debug"] = true, ["ttl"] = 1L });
        var production = Environment("production", new() { ["ttl"] = "1" }, new() { ["db"] = "env:DB" });

        Assert.Equal(
            ["db Unexpected - env:DB ", "debug Unexpected true - ", "ttl Unexpected 1 1 "], Between(staging, production));
    }

    [Fact]
    public void Names_are_compared_without_regard_to_case() =>
        Assert.Equal(["Url Same x x "], Between(Environment("a", new() { ["Url"] = "x" }), Environment("b", new() { ["url"] = "x" })));
}
