using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Values that a caller gives are converted, checked, and kept apart where they are secret.</summary>
public class ParameterValuesTests
{
    static readonly string s_folder = Path.GetFullPath("/srv/app");

    public static TheoryData<ParameterType, object, object> Conversions => new()
    {
        { ParameterType.String, "x y", "x y" },
        { ParameterType.String, "", "" },
        { ParameterType.String, 5, "5" },
        { ParameterType.String, true, "true" },
        { ParameterType.String, 2.5, "2.5" },
        { ParameterType.Integer, "-7", -7L },
        { ParameterType.Integer, 7, 7L },
        { ParameterType.Integer, "9223372036854775807", long.MaxValue },
        { ParameterType.Number, "2.5e3", 2500L },
        { ParameterType.Number, 3L, 3L },
        { ParameterType.Number, "0.10", 0.1m },
        { ParameterType.Number, "12345678901234567890.5", 12345678901234567890.5m },
        { ParameterType.Number, 1e300, 1e300 },
        { ParameterType.String, 9007199254740993L, "9007199254740993" },
        { ParameterType.Boolean, "TRUE", true },
        { ParameterType.Boolean, false, false },
        { ParameterType.Path, "releases/../current", Path.Combine(s_folder, "current") },
        { ParameterType.Path, Path.GetFullPath("/etc/x"), Path.GetFullPath("/etc/x") },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void A_value_becomes_the_type_of_its_parameter(ParameterType type, object given, object expected)
    {
        var value = Bind(new() { Name = "p", Type = type }, given).Public["p"];

        Assert.Equal(expected.GetType(), value!.GetType());
        Assert.Equal(expected, value);
    }

    public static TheoryData<ParameterType, object> Refused => new()
    {
        { ParameterType.String, "a\0b" },
        { ParameterType.String, new[] { "a", "b" } },
        { ParameterType.String, new Dictionary<string, string> { ["a"] = "b" } },
        { ParameterType.Integer, "" },
        { ParameterType.Integer, "2.5" },
        { ParameterType.Integer, "1,000" },
        { ParameterType.Integer, "0x10" },
        { ParameterType.Integer, " 7" },
        { ParameterType.Integer, "9223372036854775808" },
        { ParameterType.Number, "1,5" },
        { ParameterType.Number, "NaN" },
        { ParameterType.Number, "1e999" },
        { ParameterType.Number, "0.12345678901234567890123456789" },
        { ParameterType.Boolean, "yes" },
        { ParameterType.Boolean, 1 },
        { ParameterType.Path, "" },
        { ParameterType.Path, "a\0b" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_that_is_not_of_the_type_is_refused(ParameterType type, object given)
    {
        var error = Refuse(new() { Name = "p", Type = type }, given);

        Assert.Equal(("ParameterInvalid", RetrySafety.SafeAfter), (error.Id, error.RetrySafety));
        Assert.Equal(ParameterValues.Describe(new() { Name = "p", Type = type }), error.Expected);
    }

    [Theory]
    [InlineData(ParameterType.Integer, "x", "a whole number", "'x'")]
    [InlineData(ParameterType.Number, "x", "a number", "'x'")]
    [InlineData(ParameterType.Boolean, "x", "true or false", "'x'")]
    [InlineData(ParameterType.Path, "", "a path", "''")]
    [InlineData(ParameterType.String, new[] { "a" }, "a text", "a list or an object")]
    public void An_error_says_what_was_expected_and_what_was_given(ParameterType type, object given, string expected, string actual)
    {
        var error = Refuse(new() { Name = "p", Type = type }, given);

        Assert.Equal((expected, actual), (error.Expected, error.Actual));
    }

    [Theory]
    [InlineData(1e300, true)]
    [InlineData(1e-300, false)]
    [InlineData(-1e300, false)]
    public void A_number_that_no_decimal_holds_is_compared_with_its_limits_all_the_same(double given, bool fits) =>
        AssertFits(fits, new() { Name = "p", Type = ParameterType.Number, Minimum = 1 }, given, null);

    [Fact]
    public void What_is_given_counts_and_not_the_default() => Assert.Equal(
        "given", Bind(new() { Name = "p", Default = "default" }, "given").Public["p"]);

    [Theory]
    [InlineData("1", true)]
    [InlineData("9", true)]
    [InlineData("0", false)]
    [InlineData("10", false)]
    public void A_range_includes_its_ends(string given, bool fits)
    {
        var parameter = new ParameterDefinition { Name = "p", Type = ParameterType.Integer, Minimum = 1, Maximum = 9 };

        AssertFits(fits, parameter, given, "a whole number, at least 1, at most 9");
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("abc\n", false)]
    [InlineData("xabc", false)]
    [InlineData("ABC", false)]
    [InlineData("z", true)]
    public void A_pattern_matches_the_whole_value(string given, bool fits) =>
        AssertFits(fits, new() { Name = "p", Pattern = "abc|z" }, given, "a text that matches abc|z");

    [Fact]
    public void A_pattern_that_takes_forever_refuses_the_value() =>
        Refuse(new() { Name = "p", Pattern = "(a+)+b" }, new string('a', 40));

    [Theory]
    [InlineData(ParameterType.String, "b", true)]
    [InlineData(ParameterType.String, "B", false)]
    [InlineData(ParameterType.Path, "./b", true)]
    [InlineData(ParameterType.Path, "b/b", false)]
    public void Allowed_values_are_compared_in_the_type_of_the_parameter(ParameterType type, string given, bool fits) =>
        AssertFits(fits, new() { Name = "p", Type = type, Allowed = ["a", "b"] }, given, null);

    [Fact]
    public void Allowed_numbers_are_compared_as_numbers() =>
        AssertFits(true, new() { Name = "p", Type = ParameterType.Number, Allowed = [1L, 2.5] }, "1.0", null);

    [Fact]
    public void Names_are_found_without_regard_to_case_and_defaults_fill_in()
    {
        var job = Job(
            new() { Name = "site", Required = true },
            new() { Name = "count", Type = ParameterType.Integer, Default = 3L },
            new() { Name = "note" });

        var values = ParameterValues.Bind(job, new Dictionary<string, object?> { ["SITE"] = "x", ["note"] = null });

        Assert.Equal(new Dictionary<string, object?> { ["site"] = "x", ["count"] = 3L }, values.Public);
    }

    [Fact]
    public void What_is_missing_unknown_or_given_twice_is_an_error()
    {
        var job = Job(new ParameterDefinition { Name = "site", Required = true });

        var missing = Error(job, []);
        var unknown = Error(job, new() { ["sit"] = 1 });
        var twice = Error(job, new() { ["site"] = "a", ["Site"] = "b" });

        Assert.Equal(("ParameterMissing", "a text"), (missing.Id, missing.Expected));
        Assert.Equal(("ParameterUnknown", "one of: site; did you mean 'site'?"), (unknown.Id, unknown.Expected));
        Assert.Equal(("ParameterInvalid", "two values"), (twice.Id, twice.Actual));
        Assert.Equal("one value; case makes no difference in names", twice.Expected);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("hunter2\0")]
    public void A_secret_is_never_in_an_error(string given)
    {
        var error = Refuse(new() { Name = "token", Secret = true, Pattern = "[a-f]+" }, given);

        Assert.DoesNotContain("hunter2", error.ToString());
        Assert.Equal("a value that is not shown", error.Actual);
    }

    [Fact]
    public void A_secret_stands_apart_from_what_is_stored()
    {
        var values = Bind(new() { Name = "token", Secret = true }, "hunter2");

        Assert.Empty(values.Public);
        Assert.Equal("hunter2", values.Secrets["TOKEN"]);
    }

    [Fact]
    public void Texts_do_not_depend_on_the_language_of_the_machine()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = new("de-DE");
        try
        {
            Assert.Equal("1234.5", ParameterValues.Text(1234.5));
            Assert.Equal(1.5m, Bind(new() { Name = "p", Type = ParameterType.Number }, "1.5").Public["p"]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    static void AssertFits(bool fits, ParameterDefinition parameter, object given, string? expected)
    {
        if (fits)
            Assert.True(Bind(parameter, given).Public.ContainsKey(parameter.Name));
        else
            Assert.Equal(expected ?? ParameterValues.Describe(parameter), Refuse(parameter, given).Expected);
    }

    static ParameterValues Bind(ParameterDefinition parameter, object given) =>
        ParameterValues.Bind(Job(parameter), new Dictionary<string, object?> { [parameter.Name] = given });

    static JobOpsError Refuse(ParameterDefinition parameter, object given) =>
        Error(Job(parameter), new() { [parameter.Name] = given });

    static JobOpsError Error(JobDefinition job, Dictionary<string, object?> given) =>
        Assert.Throws<JobOpsException>(() => ParameterValues.Bind(job, given)).Error;

    static JobDefinition Job(params ParameterDefinition[] parameters) => new()
    {
        Name = "j", Owner = "o", ExpectedResult = "r", RollbackNote = "n",
        WorkingDirectory = s_folder, Parameters = parameters,
    };
}
