namespace Bridge.Adapters.Irc;

/// <summary>The capabilities that are used where a server offers them.</summary>
[Flags]
internal enum IrcCaps
{
    None = 0,
    MessageTags = 1,
    ServerTime = 2,
    EchoMessage = 4,
    LabeledResponse = 8,
    Batch = 16,
    MultiPrefix = 32,
    CapNotify = 64,
    Sasl = 128,
    UserhostInNames = 256,
    AwayNotify = 512,
    AccountTag = 1024,
    Chghost = 2048,
    ChatHistory = 1 << 24,
    Multiline = 1 << 25,
    MessageRedaction = 1 << 26,
    ReadMarker = 1 << 27,

    // About people and rooms.
    AccountNotify = 1 << 12,
    ExtendedJoin = 1 << 13,
    Setname = 1 << 14,
    InviteNotify = 1 << 15,
    StandardReplies = 1 << 16,
    ExtendedMonitor = 1 << 17,
    ChannelRename = 1 << 18,
}
