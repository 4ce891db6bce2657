using System.Data.Common;
using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>Where a ledger is: <c>sqlite:&lt;path&gt;</c> or <c>sqlserver:&lt;connection string&gt;</c>.</summary>
public sealed class LedgerLocation
{
    public const string EnvironmentVariable = "JOBOPS_LEDGER";
    public const string Sqlite = "sqlite";
    public const string SqlServer = "sqlserver";

    static readonly string[] s_passwordKeys = ["password", "pwd", "access token", "accesstoken"];

    LedgerLocation(string provider, string target, bool isUsersOwn = false)
    {
        Provider = provider;
        Target = target;
        IsUsersOwn = isUsersOwn;
    }

    /// <summary><see cref="Sqlite"/> or <see cref="SqlServer"/>.</summary>
    public string Provider { get; }

    /// <summary>The absolute path or the connection string. May hold a password: never print it.</summary>
    public string Target { get; }

    /// <summary>The files of an embedded ledger, its own first: those beside it hold what was written lately. None of a server.</summary>
    public IReadOnlyList<string> Files => Provider == Sqlite ? [Target, $"{Target}-wal", $"{Target}-shm"] : [];

    /// <summary>Nobody named it: it is the file in the user's data folder, which is made where it is not there yet.</summary>
    public bool IsUsersOwn { get; }

    /// <summary>The target holds a password, so it belongs into an environment variable and nowhere else.</summary>
    public bool HoldsPassword =>
        Provider == SqlServer
        && new DbConnectionStringBuilder { ConnectionString = Target } is var builder
        && s_passwordKeys.Any(builder.ContainsKey);

    /// <summary>The form that <see cref="Parse"/> reads. May hold a password: for a child's environment only.</summary>
    public string ToEnvironmentValue() => $"{Provider}:{Target}";

    /// <summary>For people: without any password.</summary>
    public override string ToString() => $"{Provider}:{(Provider == Sqlite ? Target : MaskPassword(Target))}";

    /// <summary>Whether two locations, as they are shown, mean one ledger: on Windows case makes no other file.</summary>
    public static bool IsSame(string one, string other) => string.Equals(
        one, other,
        OperatingSystem.IsWindows() && one.StartsWith($"{Sqlite}:", StringComparison.Ordinal)
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal);

    /// <summary>The ledger that <c>JOBOPS_LEDGER</c> names, or the file in the user's data folder.</summary>
    public static LedgerLocation Default() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text
            ? Parse(text)
            : new(Sqlite, Path.Combine(DataFolder(), "ledger.db"), isUsersOwn: true);

    /// <summary>False for a service account without a home.</summary>
    public static bool HasDataFolder => LocalData().Length > 0;

    /// <summary>The folder for what JobOps keeps of this user; it may not be there yet.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid: the user has none</exception>
    public static string DataFolder() => Path.Combine(UserDataFolder(), "jobops");

    /// <exception cref="JobOpsException">LedgerLocationInvalid</exception>
    public static LedgerLocation Parse(string text)
    {
        var colon = text.IndexOf(':');
        var provider = colon < 0 ? "" : text[..colon].Trim().ToLowerInvariant();
        var target = text[(colon + 1)..].Trim();
        switch (provider)
        {
            case Sqlite when target.Length > 0:
                return new(Sqlite, FileOf(target));
            case SqlServer when target.Length > 0:
                try
                {
                    _ = new DbConnectionStringBuilder { ConnectionString = target };
                    return new(SqlServer, target);
                }
                catch (ArgumentException)
                {
                    // A text that cannot be parsed cannot be masked either: it is not repeated.
                    throw new JobOpsException(Error.LedgerLocationInvalid("a connection string that cannot be read"));
                }
            default:
                throw new JobOpsException(Error.LedgerLocationInvalid(
                    provider.Length == 0 ? "no prefix" : $"prefix '{provider}:'"));
        }
    }

    // A root, a folder and a device of Windows (nul, C:\ledgers\con) have a full path, and can be no ledger.
    static string FileOf(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (Path.GetDirectoryName(full) is not null && Path.GetFileName(full).Length > 0
                && !full.StartsWith(@"\\.\", StringComparison.Ordinal))
                return full;
        }
        catch (ArgumentException)
        {
            // Characters that no path can have.
        }
        throw new JobOpsException(Error.LedgerLocationInvalid($"'{path}', which is the path of no file"));
    }

    static string MaskPassword(string connectionString)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var key in s_passwordKeys.Where(builder.ContainsKey))
            builder[key] = "***";
        return builder.ConnectionString;
    }

    // A ledger in a temporary folder would be lost: say so instead.
    static string UserDataFolder() => LocalData() is { Length: > 0 } folder
        ? folder
        : throw new JobOpsException(Error.LedgerLocationInvalid($"{EnvironmentVariable} is not set, and this user has no data folder"));

    static string LocalData() => Environment.GetFolderPath(
        Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
