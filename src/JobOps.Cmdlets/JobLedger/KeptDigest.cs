using System.Management.Automation;
using JobOps.Errors;
using JobOps.Journal;

namespace JobOps.Cmdlets;

/// <summary>What a person gives as a digest: the object, its file, its JSON, or the 64 digits of its short form.</summary>
/// <param name="Whole">The digest; null where only the digits were given.</param>
/// <param name="Sha256">The digits; null where the whole digest was given.</param>
readonly record struct KeptDigest(JournalDigest? Whole, string? Sha256)
{
    /// <param name="cmdlet">Knows the current folder, from which a relative path is taken.</param>
    /// <param name="value">As given; null for none.</param>
    /// <exception cref="JobOpsException">DigestInvalid</exception>
    public static KeptDigest Read(PSCmdlet cmdlet, object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => default,
        JournalDigest digest => new(digest, null),
        string text => Read(cmdlet, text.Trim()),
        FileInfo file => new(JournalDigest.ReadFile(file.FullName), null),
        var other => throw new JobOpsException(Error.DigestInvalid($"{other}", $"an object of type {other.GetType().Name}")),
    };

    static KeptDigest Read(PSCmdlet cmdlet, string text)
    {
        if (JournalDigest.IsSha256(text))
            return new(null, text);
        return text.StartsWith('{')
            ? new(JournalDigest.Read(text, "the JSON that was given"), null)
            : new(JournalDigest.ReadFile(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text)), null);
    }
}
