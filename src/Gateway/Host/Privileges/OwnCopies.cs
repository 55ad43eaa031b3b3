using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Privileges;

/// <summary>
/// The ids of what users did elsewhere and their server says here in their name. Such a message comes back, as if the user had sent it to the person, and must
/// not go to the network, where it is from. The id alone tells it, so that a restart forgets nothing; it is made with the gateway's key, for one user and one
/// person, so that nobody can have a message taken for one.
/// </summary>
/// <param name="key">The gateway's own.</param>
internal sealed class OwnCopies(byte[] key)
{
    private const string Setting = "own-copy-key";
    private const int KeyLength = 32;

    /// <summary>With the key that the database holds, made at the first start.</summary>
    /// <exception cref="StoreException">The database cannot be read or written.</exception>
    public static async Task<OwnCopies> LoadAsync(SettingStore settings, CancellationToken stop)
    {
        var proposed = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));
        var kept = await settings.GetOrKeepAsync(Setting, proposed, stop);
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(kept, key, out var length) && length == KeyLength
            ? new OwnCopies(key)
            : throw new StoreException($"The value {Setting} in the table settings is damaged: put back the database from a backup, or delete that row, "
                + "which makes own messages that are on their way at that moment go to their network twice.");
    }

    /// <summary>The id that an event's stanza has when it is the user's own.</summary>
    /// <param name="stanzaId">The id that it has when it is the person's.</param>
    /// <param name="user">The user's bare JID.</param>
    /// <param name="person">The bare JID of the person.</param>
    public string IdOf(string stanzaId, Jid user, Jid person) => DeliveryIds.ForOwn(stanzaId, MarkOf(stanzaId, user, person));

    /// <summary>Whether a message is what the gateway itself had the user's server send.</summary>
    public bool IsCopy(XElement message, Jid from, Jid to) => message.Id is { } id && DeliveryIds.SplitOwn(id) is { } own
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own.Mark), Encoding.UTF8.GetBytes(MarkOf(own.StanzaId, from.Bare, to.Bare)));

    private string MarkOf(string stanzaId, Jid user, Jid person)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{user}\n{person}\n{stanzaId}"), hash);
        return Convert.ToHexStringLower(hash[..(DeliveryIds.MarkLength / 2)]);
    }
}
