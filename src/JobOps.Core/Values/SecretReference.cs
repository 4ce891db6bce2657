using System.Text.RegularExpressions;

namespace JobOps.Values;

/// <summary>What keeps a secret.</summary>
public enum SecretSource
{
    /// <summary>An environment variable of whoever executes the run.</summary>
    Variable,
    /// <summary>A file that its owner alone may read.</summary>
    File,
    /// <summary>A vault of PowerShell's SecretManagement.</summary>
    Vault,
}

/// <summary>
/// Where a secret is kept: <c>env:SHOP_DB</c>, <c>file:/etc/shop/db</c>, <c>vault:shop-db</c> or <c>vault:Ops/shop-db</c>.
/// </summary>
/// <param name="Source">What keeps it.</param>
/// <param name="Name">Of the variable, the file (an absolute path) or the secret.</param>
/// <param name="Vault">The vault; null for the default one.</param>
public sealed partial record SecretReference(SecretSource Source, string Name, string? Vault = null)
{
    /// <summary>What a reference looks like, as an error says.</summary>
    public const string Words = "a reference: env:<variable>, file:<absolute path>, vault:<name> or vault:<vault>/<name>";

    /// <summary>Null where the text is no reference.</summary>
    public static SecretReference? TryParse(string text)
    {
        var match = Grammar().Match(text);
        if (match.Groups["variable"] is { Success: true } variable)
            return new(SecretSource.Variable, variable.Value);
        if (match.Groups["file"] is { Success: true } file)
            return Path.IsPathFullyQualified(file.Value) ? new(SecretSource.File, file.Value) : null;
        return match.Groups["secret"] is { Success: true } secret
            ? new(SecretSource.Vault, secret.Value, match.Groups["vault"] is { Success: true } vault ? vault.Value : null)
            : null;
    }

    [GeneratedRegex(
        @"\A(?:env:(?<variable>[A-Za-z_][A-Za-z0-9_]*)|file:(?<file>[^\0-\x1f]+)"
        + @"|vault:(?:(?<vault>[^/\0-\x1f]+)/)?(?<secret>[^/\0-\x1f]+))\z")]
    private static partial Regex Grammar();
}
