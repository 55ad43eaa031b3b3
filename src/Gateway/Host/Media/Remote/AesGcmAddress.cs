namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// Where an encrypted file is, and what opens it (XEP-0454): the fragment of the address is the nonce and a key of 256 bits, in hexadecimal.
/// </summary>
/// <param name="Location">The address to fetch it from, without the key.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Key">The key.</param>
internal sealed record AesGcmAddress(Uri Location, byte[] Nonce, byte[] Key)
{
    private const string Scheme = "aesgcm";

    private const int KeyDigits = 64, MaxNonceDigits = 32;

    /// <summary>Whether an address is one of an encrypted file.</summary>
    public static bool Is(Uri address) => address.Scheme == Scheme;

    /// <summary>Whether a text may start with such an address: a look before it is taken apart.</summary>
    public static bool MayStartWith(ReadOnlySpan<char> text) => text.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes an address apart; null when there is no key in it.</summary>
    public static AesGcmAddress? Read(Uri address)
    {
        var digits = address.Fragment.TrimStart('#');
        if (!Is(address) || digits.Length is <= KeyDigits or > KeyDigits + MaxNonceDigits || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var location = new UriBuilder(address) { Scheme = Uri.UriSchemeHttps, Port = address.Port, Fragment = "" }.Uri;
        return new AesGcmAddress(location, Convert.FromHexString(digits[..^KeyDigits]), Convert.FromHexString(digits[^KeyDigits..]));
    }

    /// <summary>Without the key, wherever it might be shown.</summary>
    public override string ToString() => $"{nameof(AesGcmAddress)} at {Location.Host}";
}
