namespace Bridge.Adapters;

/// <summary>
/// Made by the core for each send and stable over retries and restarts. An adapter hands it to the network where the network
/// has a field for it (IRC label, Telegram random id, Message-ID), and gives it back in <see cref="SendEcho"/> and <see cref="MessageReceived"/>.
/// </summary>
/// <param name="Value">At most 32 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
public readonly record struct SendToken(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
