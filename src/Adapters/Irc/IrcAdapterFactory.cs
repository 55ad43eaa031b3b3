namespace Bridge.Adapters.Irc;

/// <summary>The entry of the IRC adapter.</summary>
public sealed class IrcAdapterFactory : INetworkAdapterFactory
{
    /// <inheritdoc/>
    public string Name => "irc";

    /// <inheritdoc/>
    public Version ContractVersion => new(1, 1);

    /// <inheritdoc/>
    public INetworkAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new IrcAdapter(context, IrcSettings.Read(context.Settings));
    }
}
