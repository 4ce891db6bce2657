using System.Globalization;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Tests.Environments;

public class EnvironmentEditTests
{
    static readonly JobEnvironment s_staging = new()
    {
        Name = "staging",
        Settings = new Dictionary<string, object?> { ["url"] = "http://staging", ["workers"] = 2L },
        Secrets = new Dictionary<string, string> { ["db"] = "env:SHOP_DB" },
        ExpectedDifferences = new Dictionary<string, string> { ["url"] = "each has its own" },
    };

    static JobOpsError ErrorOf(EnvironmentEdit edit) => Assert.Throws<JobOpsException>(() => edit.ApplyTo(s_staging)).Error;

    [Fact]
    public void What_is_not_named_stays_as_it_is()
    {
        var after = new EnvironmentEdit
        {
            Name = "Staging", Settings = new Dictionary<string, object?> { ["Url"] = "http://other", ["debug"] = true },
        }.ApplyTo(s_staging);

        Assert.Equal("staging", after.Name);
        Assert.Equal([new("debug", true), new("Url", "http://other"), new KeyValuePair<string, object?>("workers", 2L)], after.Settings);
        Assert.Equal(s_staging.Secrets, after.Secrets);
        Assert.Equal(s_staging.ExpectedDifferences, after.ExpectedDifferences);
    }

    [Fact]
    public void What_goes_goes_whatever_it_is()
    {
        var after = new EnvironmentEdit { Name = "staging", Remove = ["URL", "db"] }.ApplyTo(s_staging);

        Assert.Equal("workers", Assert.Single(after.Settings).Key);
        Assert.Empty(after.Secrets);
        Assert.Empty(after.ExpectedDifferences);
    }

    [Fact]
    public void A_setting_becomes_a_secret_and_is_not_left_behind()
    {
        var after = new EnvironmentEdit
        {
            Name = "staging", Secrets = new Dictionary<string, string> { ["url"] = "vault:Ops/url" },
        }.ApplyTo(s_staging);

        Assert.False(after.Settings.ContainsKey("url"));
        Assert.Equal("vault:Ops/url", after.Secrets["url"]);
    }

    [Theory]
    [InlineData(3, 3L)]
    [InlineData((byte)7, 7L)]
    [InlineData(0.5, "0.5")]
    [InlineData(1e300, 1e300)]
    public void Numbers_keep_their_digits(object given, object kept)
    {
        var after = new EnvironmentEdit { Name = "x", Settings = new Dictionary<string, object?> { ["n"] = given } }.ApplyTo(null);

        Assert.Equal(kept is string text ? decimal.Parse(text, CultureInfo.InvariantCulture) : kept, after.Settings["n"]);
    }

    [Fact]
    public void All_mistakes_are_named_at_once_and_what_may_be_a_secret_is_not_repeated()
    {
        const string password = "Tr0ub4dor&3";
        var error = ErrorOf(new()
        {
            Name = "no blanks here",
            Settings = new Dictionary<string, object?> { ["a b"] = "x", ["list"] = new[] { 1 }, ["none"] = null, ["both"] = 1 },
            Secrets = new Dictionary<string, string> { ["db"] = password, ["both"] = "env:X" },
            ExpectedDifferences = new Dictionary<string, string> { ["url"] = " " },
            Remove = ["nosuch"],
        });

        Assert.Equal(nameof(Error.EnvironmentInvalid), error.Id);
        Assert.DoesNotContain(password, error.ToString(), StringComparison.Ordinal);
        Assert.All(
            ["the name:", "'nosuch' to remove", "list: expected a text, a number, true or false, found Int32[]", "none: expected", "'a b'",
                "the secret db: expected a reference", "found 11 other characters", "both: expected a setting or a secret",
                "'url' differs"],
            words => Assert.Contains(words, error.Actual, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("env:SHOP_DB", SecretSource.Variable, "SHOP_DB", null)]
    [InlineData("vault:shop db", SecretSource.Vault, "shop db", null)]
    [InlineData("vault:Ops/shop", SecretSource.Vault, "shop", "Ops")]
    public void A_reference_says_where_a_secret_is_kept(string text, SecretSource source, string name, string? vault) =>
        Assert.Equal(new(source, name, vault), SecretReference.TryParse(text));

    [Fact]
    public void A_file_is_named_by_its_absolute_path()
    {
        var path = Path.GetFullPath("key");
        Assert.Equal(new(SecretSource.File, path), SecretReference.TryParse($"file:{path}"));
        Assert.Null(SecretReference.TryParse("file:key"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("env:")]
    [InlineData("env:A B")]
    [InlineData("vault:a/b/c")]
    [InlineData("Tr0ub4dor&3")]
    [InlineData("vault:a\nb")]
    public void Anything_else_is_none(string text) => Assert.Null(SecretReference.TryParse(text));
}
