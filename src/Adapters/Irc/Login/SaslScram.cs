using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): the password is never sent, and the server proves that it knows the
/// account. Everything the server says is checked before it is used.
/// </summary>
internal sealed class SaslScram : SaslMechanism
{
    private const string Header = "n,,";
    private const int MinIterations = 4096;
    private const int MaxIterations = 1_000_000;
    private const int MaxNonce = 1024;
    private const int MaxSalt = 1024;

    private readonly string _password;
    private readonly string _nonce;
    private readonly string _firstBare;
    private byte[]? _serverSignature;
    private Step _step;

    internal SaslScram(string name, string password)
        : this(name, password, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    internal SaslScram(string name, string password, string nonce)
    {
        _password = Prepare(password);
        _nonce = nonce;
        var escaped = Prepare(name).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        _firstBare = $"n={escaped},r={nonce}";
    }

    private enum Step
    {
        First,
        Final,
        Verify,
        Done,
    }

    internal override string Name => "SCRAM-SHA-256";

    internal override bool IsSatisfied => _step == Step.Done;

    internal override byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        switch (_step)
        {
            case Step.First:
                if (!challenge.IsEmpty)
                    throw new SaslException("it speaks first, where the client should");
                _step = Step.Final;
                return Encoding.UTF8.GetBytes(Header + _firstBare);
            case Step.Final:
                return Prove(Encoding.UTF8.GetString(challenge));
            case Step.Verify:
                Verify(Encoding.UTF8.GetString(challenge));
                return [];
            default:
                throw new SaslException("it goes on after the end");
        }
    }

    /// <summary>What RFC 4013 does to names and passwords, as far as it matters between clients: one form for what looks the same.</summary>
    private static string Prepare(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // Appendices B.1 (mapped to nothing) and C.1.2 (other spaces) of RFC 3454.
            if (c is '\u00ad' or '\u034f' or '\u1806' or (>= '\u180b' and <= '\u180d') or (>= '\u200b' and <= '\u200d') or '\u2060' or (>= '\ufe00' and <= '\ufe0f') or '\ufeff')
                continue;
            builder.Append(char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c);
        }
        var mapped = builder.ToString();
        try
        {
            return mapped.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair has no form; the server refuses it.
            return mapped;
        }
    }

    private byte[] Prove(string serverFirst)
    {
        var (nonce, salt, iterations) = Read(serverFirst);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(_password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Header))},r={nonce}";
        var message = Encoding.UTF8.GetBytes($"{_firstBare},{serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (var i = 0; i < clientKey.Length; i++)
            clientKey[i] ^= signature[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        _step = Step.Verify;
        HasProved = true;
        return Encoding.ASCII.GetBytes($"{withoutProof},p={Convert.ToBase64String(clientKey)}");
    }

    private (string Nonce, byte[] Salt, int Iterations) Read(string serverFirst)
    {
        // r=…,s=…,i=… in this order; more may follow. Anything in front (m=) is an extension that would have to be understood.
        var parts = serverFirst.Split(',');
        if (parts.Length < 3 || !parts[0].StartsWith("r=", StringComparison.Ordinal) || !parts[1].StartsWith("s=", StringComparison.Ordinal)
            || !parts[2].StartsWith("i=", StringComparison.Ordinal))
            throw new SaslException("its first message is malformed");
        var nonce = parts[0][2..];
        if (nonce.Length <= _nonce.Length || nonce.Length > MaxNonce || !nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Any(c => c is < '!' or > '~'))
            throw new SaslException("its nonce does not go on from the client's");
        var salt = new byte[MaxSalt];
        if (!Convert.TryFromBase64String(parts[1][2..], salt, out var length) || length == 0)
            throw new SaslException("its salt is malformed");
        if (!int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < MinIterations or > MaxIterations)
            throw new SaslException("its number of iterations is not one from 4,096 to 1,000,000");
        return (nonce, salt[..length], iterations);
    }

    private void Verify(string serverFinal)
    {
        var value = serverFinal.Split(',')[0];
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        if (!value.StartsWith("v=", StringComparison.Ordinal) || !Convert.TryFromBase64String(value[2..], signature, out var length)
            || !CryptographicOperations.FixedTimeEquals(signature[..length], _serverSignature))
            throw new SaslException("it does not prove that it knows the account");
        _step = Step.Done;
    }
}
