using System.Text.Json;
using JobOps.Errors;

namespace JobOps.Journal;

/// <summary>
/// What the journal was at one moment. Kept away from the ledger, it proves at any later time that the entries it covers
/// are unchanged and complete, however many were added since.
/// </summary>
public sealed record JournalDigest
{
    /// <summary>The ledger that it was taken of, whose journal alone it fits.</summary>
    public required Guid LedgerId { get; init; }
    /// <summary>Where that ledger was, without any password.</summary>
    public string Ledger { get; init; } = "";
    /// <summary>The cut-off, by the database's clock: what was committed before it is covered.</summary>
    public required DateTimeOffset TakenAt { get; init; }
    /// <summary>How many chains it covers: one for each run, and the ledger's own.</summary>
    public required long Chains { get; init; }
    /// <summary>How many entries those chains had.</summary>
    public required long Entries { get; init; }
    /// <summary>SHA-256 over <see cref="Heads"/> as bytes, in hex: short enough for a ticket or a printout.</summary>
    public required string Sha256 { get; init; }
    /// <summary>Where each chain ended, 18 bytes or so for each, in base64: see <see cref="DigestHeads"/>.</summary>
    public required string Heads { get; init; }

    static readonly JsonSerializerOptions s_anyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Whether a text is the short form, 64 hex digits, and no file.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    /// <summary>Reads a digest file.</summary>
    /// <param name="path">The file, as JSON.</param>
    /// <exception cref="JobOpsException">DigestInvalid</exception>
    public static JournalDigest ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.DigestInvalid(path, exception.Message), exception);
        }
    }

    /// <summary>Reads a digest from its JSON, whatever the case of the members: ConvertTo-Json and jobops differ there.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it came from, for the error.</param>
    /// <exception cref="JobOpsException">DigestInvalid</exception>
    public static JournalDigest Read(string json, string source)
    {
        try
        {
            var digest = JsonSerializer.Deserialize<JournalDigest>(json, s_anyCase)
                         ?? throw new JobOpsException(Error.DigestInvalid(source, "null"));
            digest.Require(source);
            return digest;
        }
        catch (JsonException exception)
        {
            throw new JobOpsException(Error.DigestInvalid(source, exception.Message), exception);
        }
    }

    /// <summary>Refuses a digest that was damaged, before anything is compared with it.</summary>
    /// <param name="source">Where it came from, for the error.</param>
    /// <exception cref="JobOpsException">DigestInvalid</exception>
    public void Require(string source)
    {
        try
        {
            var heads = new DigestHeads(keep: false);
            foreach (var head in DigestHeads.Read(Heads))
                heads.Add(head);
            if (!heads.Sha256().Equals(Sha256, StringComparison.OrdinalIgnoreCase) || (heads.Chains, heads.Entries) != (Chains, Entries))
                throw new FormatException("its heads are not those whose number and SHA-256 it names");
        }
        catch (FormatException exception)
        {
            throw new JobOpsException(Error.DigestInvalid(source, exception.Message), exception);
        }
    }
}
