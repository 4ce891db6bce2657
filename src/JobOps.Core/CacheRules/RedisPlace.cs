using System.Globalization;

namespace JobOps.CacheRules;

/// <summary>Where a Redis is, and how one logs in there.</summary>
public sealed record RedisPlace
{
    /// <summary>What an error says was expected.</summary>
    public const string Words = "host:port, several of a cluster with commas between, with /number behind for another database than 0";

    const int DefaultPort = 6379;

    /// <summary>host:port of each that is known; the others of a cluster are found through them.</summary>
    public required IReadOnlyList<string> EndPoints { get; init; }

    public int Database { get; init; }

    public bool Tls { get; init; }

    /// <summary>Null for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Null for none. Never written anywhere.</summary>
    public string? Password { get; init; }

    /// <summary>Null where the text is no such place.</summary>
    public static RedisPlace? TryParse(string text)
    {
        var parts = text.Trim().Split('/', 2);
        var database = 0;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out database))
            return null;
        var endPoints = parts[0].Split(',', StringSplitOptions.TrimEntries).Select(EndPoint).ToList();
        return endPoints.Any(endPoint => endPoint is null) ? null : new() { EndPoints = endPoints!, Database = database };
    }

    // An address of IPv6 stands in brackets.
    static string? EndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 || text.EndsWith(']') ? (text, $"{DefaultPort}") : (text[..colon], text[(colon + 1)..]);
        var isNumber = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536;
        return isNumber && Uri.CheckHostName(host) != UriHostNameType.Unknown ? $"{host}:{number}" : null;
    }

    /// <summary>Without what only who logs in has to know.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"redis {string.Join(',', EndPoints)}/{Database}{(Tls ? " (TLS)" : "")}");
}
