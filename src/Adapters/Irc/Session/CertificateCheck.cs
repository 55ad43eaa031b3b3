using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Adapters.Irc;

/// <summary>Whether a server's certificate is the one that is meant, for one connection.</summary>
internal sealed class CertificateCheck(IrcServer server)
{
    /// <summary>Why it was refused, in words that follow "its certificate"; null when it was not, or none was shown.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The certificate was accepted for what it is, not because nobody looks.</summary>
    internal bool IsVerified { get; private set; }

    internal bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        if (server.TrustedFingerprint is { } expected)
        {
            if (string.Equals(Fingerprint(certificate, expected.Length), expected, StringComparison.Ordinal))
                return IsVerified = true;
            Refuse(certificate, expected.Length, "is not the one that is configured");
            return false;
        }
        IsVerified = errors == SslPolicyErrors.None;
        if (IsVerified || !server.VerifyCertificate)
            return true;
        Refuse(certificate, 64, errors == SslPolicyErrors.RemoteCertificateNameMismatch
            ? $"is not for the name '{server.Host}'"
            : "is signed by nobody who is trusted here, or has expired");
        return false;
    }

    private static string Fingerprint(X509Certificate certificate, int hexDigits)
    {
        var name = hexDigits switch { 40 => HashAlgorithmName.SHA1, 64 => HashAlgorithmName.SHA256, _ => HashAlgorithmName.SHA512 };
        return certificate.GetCertHashString(name);
    }

    // The fingerprint is what the operator needs to compare, and to configure.
    private void Refuse(X509Certificate certificate, int hexDigits, string why) =>
        Refusal = $"{why} (fingerprint {Fingerprint(certificate, hexDigits)})";
}
