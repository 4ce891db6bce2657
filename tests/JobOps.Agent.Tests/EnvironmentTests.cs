using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>environments, environment set, show, compare and remove, and what start does with one.</summary>
public sealed class EnvironmentTests
{
    [Fact]
    public async Task An_environment_is_set_shown_compared_used_and_removed()
    {
        await using var shop = new Workshop();
        await File.WriteAllTextAsync(shop.PathOf("greet.job.json"), """
            { "name": "greet", "owner": "o", "expectedResult": "e", "rollbackNote": "r", "environments": ["staging"],
              "command": ["sh", "-c", "echo \"$1 $TOKEN\" > seen", "sh", "${environment.greeting}"],
              "environment": { "TOKEN": "${environment.secrets.token}" } }
            """, TestContext.Current.CancellationToken);
        (await shop.CallAsync("apply", "greet.job.json")).EndsWith(0);

        var set = (await shop.CallAsync(
            "environment", "set", "staging", "--setting", "greeting=Grüß Gott", "--setting", "workers=2", "--setting", "zip=007",
            "--secret", "token=env:SHOP_TOKEN", "--expected-difference", "workers=a smaller machine")).EndsWith(0);
        var again = (await shop.CallAsync("environment", "set", "staging", "--setting", "workers=2")).EndsWith(0);
        (await shop.CallAsync("environment", "set", "production", "--setting", "greeting=Hello", "--setting", "workers=8")).EndsWith(0);
        var list = (await shop.CallAsync("environments")).EndsWith(0);
        var shown = (await shop.CallAsync("environment", "show", "staging")).EndsWith(0);
        var json = (await shop.CallAsync("environment", "show", "staging", "--json")).EndsWith(0);
        var compared = (await shop.CallAsync("environment", "compare", "staging", "production")).EndsWith(2);

        Assert.Contains("Environment staging is set: version 1.", set.Output, StringComparison.Ordinal);
        Assert.Contains("Environment staging is so already, in version 1.", again.Output, StringComparison.Ordinal);
        Assert.Matches("production .*staging", list.Output.ReplaceLineEndings(" "));
        Assert.Contains("token in env:SHOP_TOKEN", shown.Output, StringComparison.Ordinal);
        Assert.Contains("workers: a smaller machine", shown.Output, StringComparison.Ordinal);
        Assert.Contains("\"zip\": \"007\"", json.Output, StringComparison.Ordinal);
        Assert.Contains("\"workers\": 2", json.Output, StringComparison.Ordinal);
        Assert.Matches("greeting +unexpected +Grüß Gott +Hello", compared.Output);
        Assert.Matches("workers +expected +2 +8 +a smaller machine", compared.Output);

        (await shop.CallWithAsync("SHOP_TOKEN=Tr0ub4dor", "start", "greet", "--environment", "staging")).EndsWith(0);
        Assert.Equal("Grüß Gott Tr0ub4dor\n", await File.ReadAllTextAsync(shop.PathOf("seen"), TestContext.Current.CancellationToken));
        Assert.Contains("staging, version 1", (await shop.CallAsync("run", "1")).EndsWith(0).Output, StringComparison.Ordinal);
        var unset = (await shop.CallAsync("start", "greet", "--environment", "staging")).EndsWith(78);
        Assert.Contains("the variable SHOP_TOKEN is not set", unset.Errors, StringComparison.Ordinal);
        var refused = (await shop.CallAsync("start", "greet", "--environment", "production")).EndsWith(65);
        Assert.Contains("one of its environments: staging", refused.Errors, StringComparison.Ordinal);

        (await shop.CallAsync("environment", "remove", "staging", "--reason", "gone")).EndsWith(0);
        var gone = (await shop.CallAsync("environment", "show", "staging")).EndsWith(65);
        Assert.Contains("There is no environment 'staging'", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_an_environment_is_named_at_once_and_nothing_is_set()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync(
            "environment", "set", "st aging", "--secret", "db=Tr0ub4dor", "--remove", "nosuch")).EndsWith(65);

        Assert.Contains("the name: expected a name of letters", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("the secret db: expected a reference", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("'nosuch' to remove", answer.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Tr0ub4dor", answer.Errors, StringComparison.Ordinal);
        Assert.Contains("No environments.", (await shop.CallAsync("environments")).EndsWith(0).Output, StringComparison.Ordinal);
    }
}
