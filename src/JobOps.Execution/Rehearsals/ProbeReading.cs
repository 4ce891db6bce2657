using System.Security.Cryptography;
using System.Text;

namespace JobOps.Execution;

/// <summary>What a probe saw, as lines that can be compared.</summary>
/// <param name="Name">The probe.</param>
/// <param name="Lines">What it saw, secrets and volatile parts masked.</param>
sealed record ProbeReading(string Name, IReadOnlyList<string> Lines)
{
    // So many of what differs are told: more nobody reads.
    const int MostTold = 10;

    /// <summary>SHA-256 of the lines, lower-case hex.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Lines))));

    /// <summary>What is another way than before: <c>site: - a.html sha256 …</c> is gone, <c>+</c> is new.</summary>
    public IReadOnlyList<string> DifferencesFrom(ProbeReading before)
    {
        if (Hash == before.Hash)
            return [];
        string[] all =
        [
            .. before.Lines.Except(Lines).Select(line => $"{Name}: - {line}"),
            .. Lines.Except(before.Lines).Select(line => $"{Name}: + {line}"),
        ];
        return all.Length == 0 ? [$"{Name}: the same lines in another order"]
            : all.Length <= MostTold ? all
            : [.. all.Take(MostTold), $"{Name}: and {all.Length - MostTold} more"];
    }
}
