using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Adapters.Irc;

/// <summary>The certificate that an account shows to its server, from the credential <c>certificate</c>: PEM with its key, or PKCS #12 in base64.</summary>
internal static class ClientCertificate
{
    private const int MaxLength = 64 * 1024;

    /// <summary>Reads it; null when the account has none.</summary>
    /// <exception cref="NetworkException">It cannot be read, or holds no private key.</exception>
    internal static X509Certificate2? Read(IReadOnlyDictionary<string, string> credentials)
    {
        if (!credentials.TryGetValue("certificate", out var text) || string.IsNullOrWhiteSpace(text))
            return null;
        var password = credentials.GetValueOrDefault("certificate-password");
        X509Certificate2? certificate = null;
        try
        {
            if (text.Length <= MaxLength)
                certificate = Read(text, string.IsNullOrEmpty(password) ? null : password);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException)
        {
            throw Bad("The certificate for the login cannot be read: it is PEM with its private key, or PKCS #12 in base64.");
        }
        if (certificate is { HasPrivateKey: true })
            return certificate;
        certificate?.Dispose();
        throw Bad(text.Length > MaxLength ? "The certificate for the login is too long." : "The certificate for the login has no private key with it.");
    }

    /// <summary>What is wrong with a text that is to be a certificate, as far as that shows without its password; null when nothing is.</summary>
    internal static string? FindProblem(string text)
    {
        if (text.Length > MaxLength)
            return "it is too long";
        if (IsPem(text))
            return text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? null : "its private key is missing";
        return Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length > 0 ? null : "neither PEM nor base64";
    }

    private static bool IsPem(string text) => text.Contains("-----BEGIN", StringComparison.Ordinal);

    private static X509Certificate2 Read(string text, string? password)
    {
        if (!IsPem(text))
            return X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(text), password, X509KeyStorageFlags.EphemeralKeySet);
        return password is null ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromEncryptedPem(text, text, password);
    }

    // Only the user can mend it, so that the core does not try again by itself.
    private static NetworkException Bad(string text) => new(NetworkError.BadCredentials, text) { Code = "irc.certificate" };
}
