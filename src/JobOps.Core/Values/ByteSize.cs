using System.Globalization;
using System.Text.RegularExpressions;

namespace JobOps.Values;

/// <summary>Sizes as people write them: <c>500kB</c> and <c>2MB</c> of thousands, <c>2MiB</c> of 1024.</summary>
public static partial class ByteSize
{
    /// <summary>What an error says was expected.</summary>
    public const string Words = "a size such as '500kB', '2MB' or '5GB', of 1024 such as '2MiB', and more than nothing";

    /// <summary>As an anchored regular expression for other programs, such as editors.</summary>
    public const string Pattern = "^0*[1-9][0-9]{0,9}(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$";

    static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (Grammar().Match(text) is not { Success: true } match)
            return false;
        var count = long.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        long unit = match.Groups["unit"].Value switch
        {
            "B" => 1,
            "kB" => 1000,
            "MB" => 1000_000,
            "GB" => 1000_000_000,
            "TB" => 1000_000_000_000,
            "KiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            _ => 1L << 40,
        };
        if (count == 0 || count > long.MaxValue / unit)
            return false;
        bytes = count * unit;
        return true;
    }

    /// <summary>A number of bytes as people read it: <c>12 kB</c>, <c>1.5 GB</c>; empty for null.</summary>
    public static string Format(long? bytes)
    {
        if (bytes is not { } count)
            return "";
        var (size, unit) = ((double)count, 0);
        for (; size >= 999.5 && unit < s_units.Length - 1; unit++)
            size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(size < 9.95 && unit > 0 ? $"{size:0.#}" : $"{size:0}")} {s_units[unit]}");
    }

    [GeneratedRegex(@"\A(?<count>[0-9]{1,10})(?<unit>B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)\z")]
    private static partial Regex Grammar();
}
