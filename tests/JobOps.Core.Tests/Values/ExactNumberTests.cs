using System.Globalization;
using System.Numerics;
using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Core.Tests.Values;

/// <summary>A number comes out with the digits that it went in with, or it is refused.</summary>
public class ExactNumberTests
{
    public static TheoryData<string, object?> Numbers => new()
    {
        { "0", 0L },
        { "-0.0", 0L },
        { "007", 7L },
        { "9007199254740993", 9007199254740993L },
        { "130775545883395173", 130775545883395173L },
        { "9223372036854775808", 9223372036854775808m },
        { "5.0", 5L },
        { "1e3", 1000L },
        { "9223372036854775807.0", long.MaxValue },
        { "-9223372036854775808.0", long.MinValue },
        { ".5", 0.5m },
        { "0.0e5", 0L },
        { "0.1", 0.1m },
        { "1.10", 1.1m },
        { "0.30000000000000004", 0.30000000000000004m },
        { "1e-20", 1e-20m },
        { "1.7976931348623157E+308", double.MaxValue },
        { "1e-300", 1e-300 },
        { "0.12345678901234567890123456789", null },
        { "123456789012345678901234567890123", null },
        { "1.2345678901234567890e300", null },
        { "1e999", null },
        { "1e99999999999999999999", null },
        { "1e-99999999999999999999", null },
        { "NaN", null },
        { "1,5", null },
        { "", null },
        { "x", null },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_has_the_first_type_that_holds_all_of_it(string text, object? number) =>
        Assert.Equal(number, ExactNumber.Parse(text));

    [Fact]
    public void Whatever_is_not_refused_keeps_its_value()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 5000; round++)
        {
            var text = RandomNumber(random);
            if (ExactNumber.Parse(text) is { } number)
                // Text and value of the number are compared with exact arithmetic: that of fractions of whole numbers.
                Assert.Equal(Fraction(text), Fraction(ParameterValues.Text(number)));
        }
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1000", "1e3")]
    [InlineData("0.5", "0.50")]
    [InlineData("1e30", "1000000000000000000000000000000")]
    public void Equal_numbers_are_equal_objects(string one, string other) =>
        Assert.Equal(ExactNumber.Parse(one), ExactNumber.Parse(other));

    static string RandomNumber(Random random)
    {
        var text = random.Next(2) == 0 ? "-" : "";
        text += Digits(random, 1 + random.Next(30));
        if (random.Next(2) == 0)
            text += "." + Digits(random, 1 + random.Next(20));
        return random.Next(3) == 0 ? text + "e" + random.Next(-320, 320).ToString(CultureInfo.InvariantCulture) : text;
    }

    static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));

    /// <summary>The number times 10^700, which is whole.</summary>
    static BigInteger Fraction(string text)
    {
        var parts = text.Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
               * BigInteger.Pow(10, 700 + power - decimals);
    }
}
