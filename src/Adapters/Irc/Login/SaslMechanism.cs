namespace Bridge.Adapters.Irc;

/// <summary>One way to prove who the account is (RFC 4422): answers the server's challenges, one after another.</summary>
internal abstract class SaslMechanism
{
    /// <summary>The name in AUTHENTICATE and in the server's list.</summary>
    internal abstract string Name { get; }

    /// <summary>True once the account's secret, or a proof of it, has been sent: a refusal after that is one of the secret.</summary>
    internal bool HasProved { get; private protected set; }

    /// <summary>Whether the server's word that the login succeeded may be believed.</summary>
    internal virtual bool IsSatisfied => true;

    /// <summary>The answer to a challenge.</summary>
    /// <exception cref="SaslException">The challenge is not one of this mechanism, or the server proved to be another.</exception>
    internal abstract byte[] Answer(ReadOnlySpan<byte> challenge);
}
