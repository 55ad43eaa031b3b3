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
}
