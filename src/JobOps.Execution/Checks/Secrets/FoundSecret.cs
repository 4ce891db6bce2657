using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobOps.Execution;

/// <summary>Something that looks like a secret.</summary>
/// <param name="Rule">By which rule.</param>
/// <param name="Value">The secret. It is shown nowhere.</param>
/// <param name="LinesBack">How many lines before the one that ended it.</param>
sealed record FoundSecret(string Rule, string Value, int LinesBack = 0)
{
    const int MostShown = 4;

    /// <summary>By which a list accepts it.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>So much of it that whoever knows it sees which one it is: at most four characters, and of a short one a quarter.</summary>
    public string Masked => string.Create(
        CultureInfo.InvariantCulture, $"{Value[..Math.Min(MostShown, Value.Length / 4)]}… ({Value.Length} characters)");

    public override string ToString() => $"{Rule} {Masked}";
}
