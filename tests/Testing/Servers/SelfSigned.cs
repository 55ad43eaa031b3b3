using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Testing.Servers;

/// <summary>Certificates that no authority has signed.</summary>
public static class SelfSigned
{
    /// <summary>Makes a certificate for this name and for 127.0.0.1, and its key as PEM.</summary>
    public static (X509Certificate2 Certificate, string KeyPem) Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        return (request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30)), key.ExportPkcs8PrivateKeyPem());
    }
}
