using System.Globalization;

namespace JobOps.Values;

/// <summary>What a difference has to exceed to matter, as a fraction.</summary>
public static class Margin
{
    /// <summary>What a margin may be.</summary>
    public const string Words = "more than 0 and at most 10 times, such as 10% or 0.1";

    /// <summary>Reads <c>10%</c> or <c>0.1</c>.</summary>
    public static bool TryParse(string text, out double margin)
    {
        var number = text.AsSpan().Trim();
        var percent = number.EndsWith("%");
        if (percent)
            number = number[..^1].TrimEnd();
        var read = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out margin);
        if (percent)
            margin /= 100;
        return read && margin is > 0 and <= 10;
    }
}
