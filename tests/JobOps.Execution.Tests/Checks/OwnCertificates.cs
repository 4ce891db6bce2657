using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobOps.Execution.Tests.Checks;

/// <summary>An authority of the test's own, and the certificates that it signs.</summary>
sealed class OwnCertificates : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly List<X509Certificate2> _made = [];
    readonly X509Certificate2 _root;

    public OwnCertificates()
    {
        var request = new CertificateRequest("CN=JobOps test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = Keep(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(5)));
    }

    /// <summary>The authority, as a file has it.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>A certificate of a server for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="days">How many days from now on it is valid.</param>
    public X509Certificate2 For(string name = "localhost", double days = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(
            _root, DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        // Windows does not serve with a key that is in memory only.
        return Keep(X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null));
    }

    public void Dispose()
    {
        foreach (var certificate in _made)
            certificate.Dispose();
        _key.Dispose();
    }

    X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }
}
