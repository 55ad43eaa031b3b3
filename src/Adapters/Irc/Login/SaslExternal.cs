namespace Bridge.Adapters.Irc;

/// <summary>The certificate that TLS has shown already (RFC 4422 appendix A); the server knows whose it is.</summary>
internal sealed class SaslExternal : SaslMechanism
{
    private bool _answered;

    internal override string Name => "EXTERNAL";

    internal override byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        if (_answered)
            throw new SaslException("it asks again after the certificate");
        // No secret went with it: a refusal leaves the other mechanisms to try.
        _answered = true;
        return [];
    }
}
