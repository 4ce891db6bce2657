using System.Globalization;

namespace JobOps.Values;

/// <summary>Numbers that keep their digits: a 64-bit float changes whole numbers from 2^53 on, and most decimal fractions.</summary>
public static class ExactNumber
{
    /// <summary>The number as long, decimal or double: the first that says its digits again. Equal numbers are equal objects.</summary>
    /// <param name="text">As JSON and PowerShell write numbers: <c>-12</c>, <c>0.5</c>, <c>1e21</c>.</param>
    /// <returns>Null for what is no number, and for one with more digits than any of the three can hold.</returns>
    public static object? Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (ParseDecimal(text) is { } value)
            return value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue ? (object)(long)value : value;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var large)
               && double.IsFinite(large) && HasDigitsOf(large.ToString("R", CultureInfo.InvariantCulture), text)
            ? large
            : null;
    }

    /// <summary>The number as a decimal; null for what is no number, or does not fit exactly.</summary>
    public static decimal? ParseDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && HasDigitsOf(value.ToString(CultureInfo.InvariantCulture), text)
            // The division takes the zeros at the end away, which a decimal remembers.
            ? value / 1.000000000000000000000000000000000m
            : null;

    static bool HasDigitsOf(string one, string other) => Digits(one) == Digits(other);

    /// <summary>The digits without zeros around them, and the power of ten of the last one.</summary>
    static (string Digits, long Power) Digits(string number)
    {
        var at = number.IndexOfAny(['e', 'E']);
        var mantissa = at < 0 ? number : number[..at];
        var power = 0L;
        // An exponent beyond all types: nothing has the digits of such a number.
        if (at >= 0 && !long.TryParse(number[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
            return (number, 0);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            power -= mantissa.Length - point - 1;
        var digits = string.Concat(mantissa.Where(char.IsAsciiDigit)).TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? ("", 0) : (significant, power + digits.Length - significant.Length);
    }
}
