using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Profiles;

/// <summary>
/// The pictures of the people on a network: fetched once for each change, kept in the database, told by hash in presence (XEP-0153) and as event
/// (XEP-0084), because there are clients for each that heed only the one. Thread-safe.
/// </summary>
internal sealed partial class ContactAvatars
{
    /// <summary>How many pictures are fetched at the same time for all networks, for one account one after the other; and how long one may take.</summary>
    private const int MaxFetches = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Network _network;
    private readonly ILogger _log;
    private static readonly SemaphoreSlim Fetches = new(MaxFetches);
    private readonly ConcurrentDictionary<Account, ConcurrentDictionary<string, Known>> _accounts = new();

    public ContactAvatars(Network network, ContactLists lists)
    {
        _network = network;
        _log = network.LogOf<ContactAvatars>();
        network.AccountChanged += AccountChanged;
        lists.Listed += Listed;
        network.PersonChanged += PersonChanged;
    }

    /// <summary>Raised when a person has another picture for a user: the user and the person's address. Must not wait.</summary>
    public event Action<Jid, Jid>? Changed;

    /// <summary>What a person's presence tells of their picture (XEP-0153); null while nothing was ever known of one.</summary>
    public XElement? UpdateOf(Account? account, string contact) => Find(account, contact) is { } known ? VcardTemp.BuildUpdate(known.Picture?.Sha1Hex ?? "") : null;

    /// <summary>The event that tells of a person's picture, or that there is none any more (XEP-0084 section 4.2.1); null while nothing was ever known of one.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="contact">The person.</param>
    /// <param name="address">The person's address.</param>
    /// <param name="to">Whom to tell.</param>
    public XElement? EventOf(Account? account, string contact, Jid address, Jid to) => Find(account, contact) is { } known
        ? Stanza.Message(address.Bare, to, "headline", null, Pubsub.BuildEvent(Ns.AvatarMetadata.NamespaceName, Avatars.BuildMetadata(known.Picture)))
        : null;

    /// <summary>The metadata of a person's picture; null when there is none.</summary>
    public Avatars.Metadata? MetadataOf(Account account, string contact) => Find(account, contact)?.Picture;

    /// <summary>A person's picture; null when there is none.</summary>
    public async Task<Picture?> ReadAsync(Account account, string contact, CancellationToken stop) =>
        MetadataOf(account, contact) is { } metadata ? await _network.Avatars.ReadAsync(metadata.Sha1Hex, stop) : null;

    private Known? Find(Account? account, string contact) =>
        account is not null && _accounts.TryGetValue(account, out var people) && people.TryGetValue(contact, out var known) ? known : null;

    /// <summary>What is known is there when the session is, so that people are shown with it from the beginning.</summary>
    private void AccountChanged(Account account)
    {
        if (!account.IsRunning)
        {
            _accounts.TryRemove(account, out _);
            return;
        }

        ConcurrentDictionary<string, Known> people = new(StringComparer.Ordinal);
        if (_accounts.TryAdd(account, people))
        {
            Run(account, async stop =>
            {
                foreach (var avatar in await _network.Avatars.LoadAsync(account.Id, stop))
                {
                    people[avatar.Contact] = new Known(avatar.AvatarId, avatar.Picture is { } picture ? Of(picture) : null);
                }
            });
        }
    }

    private void Listed(Account account, IReadOnlyList<ContactProfile> profiles)
    {
        AccountChanged(account);
        if (_accounts.TryGetValue(account, out var people))
        {
            Run(account, async stop =>
            {
                foreach (var profile in profiles)
                {
                    await TakeAsync(account, people, profile, stop);
                }
            });
        }
    }

    private void PersonChanged(Account account, NetworkEvent networkEvent)
    {
        if (networkEvent is ContactChanged changed)
        {
            Take(account, changed.Profile);
        }
    }

    /// <summary>Takes what the network tells of somebody.</summary>
    public void Take(Account account, ContactProfile profile)
    {
        if ((profile.Avatar is not null || profile.AvatarId is not null) && _accounts.TryGetValue(account, out var people))
        {
            Run(account, stop => TakeAsync(account, people, profile, stop));
        }
    }

    // In order for each account, so that the last word of somebody's picture holds.
    private static void Run(Account account, Func<CancellationToken, Task> work) => account.Tasks.Run("avatars", work);

    private async Task TakeAsync(Account account, ConcurrentDictionary<string, Known> people, ContactProfile profile, CancellationToken stop)
    {
        var contact = profile.Contact.Value;
        var before = people.GetValueOrDefault(contact);
        if (profile.AvatarId is { } id && (before is null ? id.Length == 0 : before.AvatarId == id))
        {
            return;
        }

        Picture? picture = null;
        if (profile.AvatarId != "" && (profile.Avatar is not { } file || !await TryFetchAsync(file, fetched => picture = fetched, stop)))
        {
            return;
        }

        if (before is not null && before.AvatarId == profile.AvatarId && before.Picture?.Sha1Hex == picture?.Sha1)
        {
            return;
        }

        await _network.Avatars.SetAsync(account.Id, contact, profile.AvatarId, picture, stop);
        people[contact] = new Known(profile.AvatarId, picture is null ? null : Of(new StoredPicture(picture.Sha1, picture.MediaType, picture.Bytes.Length)));
        if (before?.Picture?.Sha1Hex != picture?.Sha1)
        {
            Raise(account, contact);
        }
    }

    private async Task<bool> TryFetchAsync(IFileHandle file, Action<Picture?> take, CancellationToken stop)
    {
        await Fetches.WaitAsync(stop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            take(await PictureReader.ReadAsync(file, either.Token).WaitAsync(Patience, _network.Time, stop));
            return true;
        }
#pragma warning disable CA1031 // Whatever an adapter's file throws: it is one picture, to be had at the next change or connection.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotFetched(_log, e.GetType().Name, e.Message);
            return false;
        }
        finally
        {
            await either.CancelAsync();
            Fetches.Release();
        }
    }

    private void Raise(Account account, string contact)
    {
        if (_network.Puppet(account.Key, new ContactId(contact), full: false) is { } address)
        {
            Changed?.Invoke(account.User, address);
        }
    }

    private static Avatars.Metadata Of(StoredPicture picture) => new(picture.Sha1, picture.Size, picture.MediaType);

    [LoggerMessage(2080, LogLevel.Debug, "a picture cannot be had now: {Kind}: {Reason}")]
    private static partial void LogNotFetched(ILogger log, string kind, string reason);

    /// <summary>What is known of somebody's picture; none: they have none, or none that can be shown.</summary>
    private sealed record Known(string? AvatarId, Avatars.Metadata? Picture);
}
