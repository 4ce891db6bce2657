using System.Globalization;

namespace JobOps.Values;

/// <summary>Lengths of time that are looked back: days such as <c>90d</c>, or what <see cref="Duration"/> reads.</summary>
public static class Age
{
    /// <summary>What an error says was expected.</summary>
    public const string Words = "days such as '7d', or a duration such as '12h'";

    /// <summary>As an anchored regular expression for other programs, such as editors; more than nothing.</summary>
    public const string Pattern = "^0*[1-9][0-9]{0,9}(ms|s|m|h|d)$";

    public static bool TryParse(string text, out TimeSpan age)
    {
        if (text.Length > 1 && text[^1] == 'd'
            && ushort.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            age = TimeSpan.FromDays(days);
            return true;
        }
        return Duration.TryParse(text, out age);
    }
}
