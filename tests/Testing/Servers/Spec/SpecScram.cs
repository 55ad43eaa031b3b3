using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Testing.Servers.Spec;

/// <summary>The server's side of one login by SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.</summary>
internal sealed class SpecScram(string name, string password)
{
    private const int Iterations = 4096;

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(12));
    private string _firstBare = "";
    private string _serverFirst = "";
    private bool _hasBegun;

    /// <summary>The client has proved that it knows the password.</summary>
    public bool IsProved { get; private set; }

    /// <summary>The answer to a message of the client; null when it is refused.</summary>
    public string? Answer(string message)
    {
        if (_hasBegun)
            return Final(message);
        _hasBegun = true;
        // gs2-header: no channel binding, no other name to act as.
        if (!message.StartsWith("n,,n=", StringComparison.Ordinal))
            return null;
        _firstBare = message[3..];
        var parts = _firstBare.Split(',');
        if (parts.Length != 2 || Unescape(parts[0][2..]) != name || !parts[1].StartsWith("r=", StringComparison.Ordinal) || parts[1].Length < 10)
            return null;
        return _serverFirst = $"{parts[1]}{_nonce},s={Convert.ToBase64String(_salt)},i={Iterations.ToString(CultureInfo.InvariantCulture)}";
    }

    private string? Final(string message)
    {
        var at = message.LastIndexOf(",p=", StringComparison.Ordinal);
        // "biws" is the header n,, again (RFC 5802 section 5.1), and the nonce is that of both sides.
        if (at < 0 || message[..at] != $"c=biws,{_serverFirst.Split(',')[0]}")
            return null;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), _salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var authMessage = Encoding.UTF8.GetBytes($"{_firstBare},{_serverFirst},{message[..at]}");
        var signature = HMACSHA256.HashData(stored, authMessage);
        var proof = Convert.FromBase64String(message[(at + 3)..]);
        var clientKey = proof.Zip(signature, static (one, other) => (byte)(one ^ other)).ToArray();
        IsProved = SHA256.HashData(clientKey).AsSpan().SequenceEqual(stored);
        return IsProved ? "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage)) : null;
    }

    private static string Unescape(string text) => text.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
}
