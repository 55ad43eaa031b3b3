namespace Bridge.Adapters.Irc;

/// <summary>Somebody in a channel. The strings are shared with the other channels and sessions.</summary>
internal readonly record struct ChannelMember(IrcSource Source, byte Modes, bool Away, string? Account = null);
