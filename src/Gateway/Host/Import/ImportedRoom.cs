using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>A channel of a user from which messages came.</summary>
/// <param name="place">Whose, and on which server.</param>
/// <param name="chat">The channel.</param>
/// <param name="jid">Its address.</param>
internal sealed class ImportedRoom(ImportPlace place, ChatId chat, Jid jid)
{
    public ImportPlace Place => place;

    public ChatId Chat => chat;

    public Jid Jid => jid;

    /// <summary>How many messages are in its archive because of the import.</summary>
    public int Messages { get; set; }

    /// <summary>When the last one was said: Unix milliseconds.</summary>
    public long LastSaidAt { get; set; }
}
