using System.Security.Cryptography;
using System.Text;
using Bridge.Adapters;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// Makes the ids of people in rooms (XEP-0421): the same whatever their name there, before and after they leave, and with every start; another in each room.
/// Without the gateway's key nobody can tell from an id, or find by trying, whose it is (section 5).
/// </summary>
/// <param name="key">The gateway's own.</param>
internal sealed class OccupantIds(byte[] key)
{
    private const string Setting = "occupant-id-key";
    private const int KeyLength = 32, IdLength = 12;

    /// <summary>With the key that the database holds, made at the first start. It stays with the archives, which are full of such ids.</summary>
    /// <exception cref="StoreException">The database cannot be read or written.</exception>
    public static async Task<OccupantIds> LoadAsync(SettingStore settings, CancellationToken stop)
    {
        var proposed = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));
        var kept = await settings.GetOrKeepAsync(Setting, proposed, stop);
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(kept, key, out var length) && length == KeyLength
            ? new OccupantIds(key)
            : throw new StoreException($"The value {Setting} in the table settings is damaged: put back the database from a backup, or delete that row, which gives everybody in rooms a new id.");
    }

    /// <summary>The id of a person in a room.</summary>
    public string Of(Jid room, ContactId contact)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{room}\n{contact.Value}"), hash);
        return Convert.ToHexStringLower(hash[..IdLength]);
    }
}
