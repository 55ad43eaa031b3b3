using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>The name and the password as they are (RFC 4616).</summary>
internal sealed class SaslPlain(string name, string password) : SaslMechanism
{
    internal override string Name => "PLAIN";

    internal override byte[] Answer(ReadOnlySpan<byte> challenge)
    {
        if (HasProved)
            throw new SaslException("it asks again after the password");
        HasProved = true;
        return Encoding.UTF8.GetBytes($"{name}\0{name}\0{password}");
    }
}
