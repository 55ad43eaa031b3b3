using Bridge.Adapters;
using Bridge.Gateway.Conversations;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Archives;

/// <summary>
/// Own messages that a network has taken without giving them an id, and that come back in its history with one: they are in the archive already. Pure.
/// </summary>
internal static class OwnHistory
{
    /// <summary>Whether an own message is one that was archived when it was sent: the same text. One of several lines may have become as many messages.</summary>
    /// <param name="said">What the history has.</param>
    /// <param name="archived">What the archive has of about that time.</param>
    /// <param name="parts">How many ids of that are known.</param>
    /// <param name="user">The user's bare JID.</param>
    /// <returns>How the map is to keep the archived message; null when it is another.</returns>
    public static MappedMessage? Recognize(MessageReceived said, ArchivedMessage archived, int parts, string user)
    {
        if (DeliveryIds.ReadOutgoing(archived.StanzaId) is not { } id || ArchivedStanza.Read(archived.Stanza) is not { Body: { } body } stanza)
        {
            return null;
        }

        var text = MessageText.Of(said.Content).Trim();
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isWhole = parts == 0 && text == body.Trim();
        var isNextLine = lines.Length > 1 && parts < lines.Length && lines[parts] == text;
        return !isWhole && !isNextLine ? null : new MappedMessage
        {
            DeliveryId = id,
            Direction = MessageDirection.ToNetwork,
            AccountId = archived.AccountId,
            Chat = archived.Chat,
            Kind = ChatKind.Group,
            Sender = user,
            XmppId = stanza.Id,
            SentAt = archived.SaidAt,
            NetworkIds = [.. said.Ids.Select(static part => part.Value)],
        };
    }
}
