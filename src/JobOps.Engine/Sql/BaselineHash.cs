using System.Security.Cryptography;
using System.Text;

namespace JobOps.Engine.Sql;

/// <summary>SHA-256 of a baseline with its samples, a part after the other: they may be many.</summary>
sealed class BaselineHash
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public BaselineHash(string document, IEnumerable<string> parts)
    {
        Append(document);
        foreach (var part in parts)
            Append(part);
    }

    // No text of either has a line break of its own, so the borders between them are part of what is hashed.
    public void Append(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));

    /// <summary>As 64 lower-case hexadecimal digits, and the end of it.</summary>
    public override string ToString()
    {
        using (_hash)
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }
}
