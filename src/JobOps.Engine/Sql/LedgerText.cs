using System.Security.Cryptography;
using System.Text;

namespace JobOps.Engine.Sql;

/// <summary>Texts as the statements need them.</summary>
static class LedgerText
{
    /// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A wildcard pattern (<c>*</c>, <c>?</c>) as a LIKE pattern with <c>\</c> as its escape.</summary>
    public static string Like(string wildcard) => wildcard
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace("[", @"\[", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '_');
}
