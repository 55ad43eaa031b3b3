namespace Bridge.Adapters.Irc;

/// <summary>The capabilities by name.</summary>
internal static class CapNames
{
    private static readonly (string Name, IrcCaps Cap)[] All =
    [
        ("message-tags", IrcCaps.MessageTags), ("server-time", IrcCaps.ServerTime), ("echo-message", IrcCaps.EchoMessage),
        ("labeled-response", IrcCaps.LabeledResponse), ("batch", IrcCaps.Batch), ("multi-prefix", IrcCaps.MultiPrefix),
        ("cap-notify", IrcCaps.CapNotify), ("sasl", IrcCaps.Sasl), ("userhost-in-names", IrcCaps.UserhostInNames),
        ("away-notify", IrcCaps.AwayNotify), ("account-tag", IrcCaps.AccountTag), ("chghost", IrcCaps.Chghost),
        ("draft/chathistory", IrcCaps.ChatHistory), ("draft/multiline", IrcCaps.Multiline),
        ("draft/message-redaction", IrcCaps.MessageRedaction), ("draft/read-marker", IrcCaps.ReadMarker),
        ("account-notify", IrcCaps.AccountNotify), ("extended-join", IrcCaps.ExtendedJoin), ("setname", IrcCaps.Setname),
        ("invite-notify", IrcCaps.InviteNotify), ("standard-replies", IrcCaps.StandardReplies), ("extended-monitor", IrcCaps.ExtendedMonitor),
        ("draft/channel-rename", IrcCaps.ChannelRename),
    ];

    internal static IrcCaps Parse(ReadOnlySpan<char> name)
    {
        foreach (var (known, cap) in All)
        {
            if (name.SequenceEqual(known))
                return cap;
        }
        return IrcCaps.None;
    }

    internal static IEnumerable<string> NamesOf(IrcCaps caps) => All.Where(x => caps.HasFlag(x.Cap)).Select(x => x.Name);
}
