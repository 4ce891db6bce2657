using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobOps.Execution;

/// <summary>An authority that only a list trusts.</summary>
static class OwnAuthority
{
    /// <summary>Trusts the certificates of a file and no others; null where there is none, which is what the system trusts.</summary>
    /// <param name="file">PEM, absolute; null for none.</param>
    /// <exception cref="IOException">It cannot be read, or has no certificate.</exception>
    public static X509ChainPolicy? Policy(string? file)
    {
        if (file is null)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (CryptographicException exception)
        {
            throw new IOException($"{file} has no certificate: {exception.Message}", exception);
        }
        return policy.CustomTrustStore.Count > 0 ? policy : throw new IOException($"{file} has no certificate");
    }
}
