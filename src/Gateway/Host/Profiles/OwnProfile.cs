using System.Collections.Concurrent;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Options;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Profiles;

/// <summary>
/// The user's own name and picture, shown on the networks where the user wants it: from their vCard, once for each picture that their presence tells of.
/// Thread-safe.
/// </summary>
internal sealed partial class OwnProfile
{
    /// <summary>The person under which the store keeps which of the user's own pictures the network has: nobody's id.</summary>
    private const string Own = "";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Network _network;
    private readonly AccountDirectory _accounts;
    private readonly OwnRequests _requests;
    private readonly ILogger _log;

    /// <summary>The picture that a user's presence tells of.</summary>
    private readonly ConcurrentDictionary<Jid, string> _told = new();

    public OwnProfile(Network network, AccountDirectory accounts, OwnRequests requests)
    {
        (_network, _accounts, _requests) = (network, accounts, requests);
        _log = network.LogOf<OwnProfile>();
        network.SessionChanged += Review;
        network.SharingChanged += Review;
    }

    /// <summary>Takes what a client's presence tells of its user's picture.</summary>
    public void Receive(XElement presence, Jid from)
    {
        if (!_network.Adapter.Descriptor.PublishesProfile || VcardTemp.ReadUpdate(presence) is not { } hash || (_told.TryGetValue(from.Bare, out var before) && before == hash))
        {
            return;
        }

        _told[from.Bare] = hash;
        foreach (var account in _accounts.All.Where(account => account.User == from.Bare))
        {
            Review(account);
        }
    }

    /// <summary>A user is gone: what their presence told goes with it.</summary>
    public void Forget(Jid user) => _told.TryRemove(user, out _);

    private void Review(Account account)
    {
        if (account.Session is IPublishesProfile session && _told.TryGetValue(account.User, out var hash) && _network.Options.IsOn(CoreOptions.ShareProfile, account.Target))
        {
            account.Tasks.Run("profile", stop => PublishAsync(account, session, hash, stop));
        }
    }

    private async Task PublishAsync(Account account, IPublishesProfile session, string hash, CancellationToken stop)
    {
        var known = (await _network.Avatars.LoadAsync(account.Id, stop)).FirstOrDefault(static avatar => avatar.Contact == Own);
        if (known?.AvatarId == hash)
        {
            return;
        }

        if (await _requests.AskAsync(account.User, VcardTemp.BuildRequest(), Patience, stop) is not { Type: "result" } answer || VcardTemp.Read(answer) is not { } card)
        {
            return;
        }

        try
        {
            var picture = card.Photo is { } photo ? PictureReader.Of(photo) : null;
            await session.SetProfileAsync(card.Nickname ?? card.FullName, picture is null ? null : new PictureFile(picture), stop).WaitAsync(VerbCall.Patience, _network.Time, stop);
            await _network.Avatars.SetAsync(account.Id, Own, hash, null, stop);
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            LogRefused(_log, account.Id, e.Message);
        }
    }

    [LoggerMessage(2081, LogLevel.Information, "the network does not take the profile of account {Account}: {Reason}")]
    private static partial void LogRefused(ILogger log, long account, string reason);

    private sealed class PictureFile(Picture picture) : IFileHandle
    {
        public string? Name => null;

        public string MediaType => picture.MediaType;

        public long? Size => picture.Bytes.Length;

        public Uri? Url => null;

        public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new MemoryStream(picture.Bytes, writable: false));
    }
}
