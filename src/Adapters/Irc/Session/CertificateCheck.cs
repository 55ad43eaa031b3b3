using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Adapters.Irc;

/// <summary>Whether a server's certificate is the one that is meant.</summary>
internal static class CertificateCheck
{
    internal static bool IsTrusted(IrcServer server, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        if (server.TrustedFingerprint is { } expected)
            return string.Equals(Fingerprint(certificate, expected.Length), expected, StringComparison.Ordinal);
        return errors == SslPolicyErrors.None || !server.VerifyCertificate;
    }

    private static string Fingerprint(X509Certificate certificate, int hexDigits)
    {
        var name = hexDigits switch { 40 => HashAlgorithmName.SHA1, 64 => HashAlgorithmName.SHA256, _ => HashAlgorithmName.SHA512 };
        return certificate.GetCertHashString(name);
    }
}
