using System.Reflection;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Commands;
using Bridge.Gateway.Components;
using Bridge.Gateway.Logins;
using Bridge.Gateway.Profiles;
using Bridge.Gateway.Puppets;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>Answers every IQ request to the domain, the control contact, accounts, people and rooms: with a result, or with an error, always.</summary>
internal sealed class IqAnswers(Network network, AddressBook addresses, AccountDirectory accounts, RoomRequests roomRequests, AdHocCommands commands, EntityProfiles profiles,
    SessionPresences people, ClientQuestions clients, RegisterRequests registration, ContactCards cards, PuppetNodes nodes)
{
    private static readonly string ProductVersion =
        typeof(IqAnswers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly GroupSearch _search = new(network, accounts);
    private readonly TypedAddresses _typed = new(network, accounts);
    private readonly long _startedAt = network.Time.GetTimestamp();

    /// <summary>Answers a get or set.</summary>
    public void Answer(XElement stanza, Jid from, Jid to)
    {
        // RFC 6120 section 8.2.3: a request has exactly one child.
        if (stanza.Elements().Take(2).ToList() is not [var request])
        {
            network.Link.Refuse(stanza, StanzaError.BadRequest);
            return;
        }

        var isDomain = to.Local is null;
        var isControl = to.Local == StanzaRouter.ControlNode;
        var address = isDomain || isControl ? null : addresses.Resolve(to.Local);
        if (!isDomain && !isControl && address is null)
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
            return;
        }

        if (commands.Answer(stanza, request, from, to, address) || registration.Answer(stanza, request, from, to))
        {
            return;
        }

        if (address?.Kind == AddressKind.Group && roomRequests.Answer(stanza, request, from, to, address))
        {
            return;
        }

        if (request.Name == Ns.Search + "query" && (isDomain ? addresses.OfDomain : address is { Kind: AddressKind.Account } ? address.Account : null) is { } searched)
        {
            _search.Answer(stanza, request, from, searched);
        }
        else if (request.Name == Ns.Search + "query" && isDomain && network.Adapter.Descriptor.HasSearch)
        {
            _search.AnswerForAll(stanza, request, from);
        }
        else if (stanza.Type == "get")
        {
            Get(stanza, request, from, to, address);
        }
        else if (request.Name == Ns.Gateway + "query" && isDomain)
        {
            _typed.Answer(stanza, from);
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ServiceUnavailable);
        }
    }

    private void Get(XElement stanza, XElement request, Jid from, Jid to, NetworkAddress? address)
    {
        var space = request.Name.Namespace;
        if (space == Ns.Ping)
        {
            network.Link.Send(Stanza.Result(stanza));
        }
        else if (space == Ns.DiscoInfo)
        {
            Info(stanza, request, profiles.Of(to, address, CarriedBy(from, address)));
        }
        else if (space == Ns.DiscoItems)
        {
            Items(stanza, from, to, address);
        }
        else if (space == Ns.Version)
        {
            Software(stanza, from, address);
        }
        else if (space == Ns.Time)
        {
            network.Link.Send(Stanza.Result(stanza, EntityTime.Build(network.Time.GetUtcNow())));
        }
        else if (space == Ns.Last)
        {
            Last(stanza, from, to, address);
        }
        else if (space == Ns.Vcard || space == Ns.Vcard4)
        {
            Card(stanza, from, to, address);
        }
        else if (space == Ns.Gateway && to.Local is null && network.Adapter.Descriptor.AddressPrompt is { } prompt)
        {
            network.Link.Send(Stanza.Result(stanza, GatewayPrompt.Build($"Whom do you want to talk to on {network.Adapter.Descriptor.DisplayName}?", prompt)));
        }
        else if (space == Ns.Pubsub)
        {
            // Clients ask for OMEMO devices: nothing there, quickly, so that they do not wait before sending.
            if (PersonOf(from, address) is not var (account, contact) || !nodes.Answer(stanza, account, contact))
            {
                network.Link.Refuse(stanza, StanzaError.ItemNotFound);
            }
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ServiceUnavailable);
        }
    }

    /// <summary>What the asker's chat with a person carries; null while that is not known.</summary>
    private Capabilities? CarriedBy(Jid user, NetworkAddress? address) => address is { Kind: AddressKind.Contact }
        ? accounts.Find(user.Bare, address.Account)?.CapabilitiesOf(new ChatId(address.Id), ChatKind.Direct)
        : null;

    private void Info(XElement stanza, XElement request, EntityProfile profile)
    {
        var node = request.Attr("node");
        if (node is null)
        {
            network.Link.Send(Stanza.Result(stanza, profile.Query.ToElement()));
        }
        else if (profiles.Find(node, profile) is { } named)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildInfo(named.Info, node)));
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound);
        }
    }

    private void Items(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        if (Disco.ReadNode(stanza) is not null)
        {
            network.Link.Send(Stanza.Result(stanza, Disco.BuildItems([], Disco.ReadNode(stanza))));
            return;
        }

        if (to.Local is null && addresses.OfDomain is { } only && accounts.Find(from.Bare, only)?.Session is not null)
        {
            Groups(stanza, from, only);
        }
        else if (to.Local is null)
        {
            var own = accounts.All.Where(account => account.User == from.Bare && account.Key.Value.Length > 0).OrderBy(account => account.Key.Value, StringComparer.Ordinal)
                .Select(account => new Disco.Item(network.AccountJid(account.Key).Bare, account.Key.Value));
            Page(stanza, [new Disco.Item(network.ControlContact.Bare, $"Talk to {network.Adapter.Descriptor.DisplayName}"), .. own.Where(item => item.Jid.Local != StanzaRouter.ControlNode)]);
        }
        else if (address is { Kind: AddressKind.Account })
        {
            Groups(stanza, from, address.Account);
        }
        else
        {
            Page(stanza, []);
        }
    }

    /// <summary>The groups of an account's network. Looking around makes no connection; that there is none is said, because it is not the same as no groups.</summary>
    private void Groups(XElement stanza, Jid from, AccountKey key)
    {
        var account = accounts.Find(from.Bare, key);
        if (account is { Session: IListsGroups lister })
        {
            VerbCall.Run(account, stanza, async stop => PageOf(stanza, await ItemsAsync(account, lister, stanza, stop)));
        }
        else if (account?.Session is null && network.Adapter.Descriptor.HasGroups)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerNotFound.WithText(SessionCommands.NotConnected(network.Adapter.Descriptor, key)));
        }
        else
        {
            Page(stanza, []);
        }
    }

    private async Task<IReadOnlyList<Disco.Item>> ItemsAsync(Account account, IListsGroups lister, XElement stanza, CancellationToken stop)
    {
        var list = await account.ListGroupsAsync(lister, ItemPages.IsBeginning(Rsm.Read(stanza.Elements().First())), stop);
        List<Disco.Item> items = [];
        foreach (var group in list.Groups)
        {
            if (network.ToJid(new NetworkAddress(AddressKind.Group, account.Key, group.Group.Value)) is { } jid)
            {
                items.Add(new Disco.Item(jid, group.Members is { } members ? $"{group.Name} ({members})" : group.Name));
            }
        }

        return items;
    }

    /// <summary>A list in pages (XEP-0059).</summary>
    private void Page(XElement stanza, IReadOnlyList<Disco.Item> items)
    {
        if (PageOf(stanza, items) is { } answer)
        {
            network.Link.Send(answer);
        }
    }

    private static XElement? PageOf(XElement stanza, IReadOnlyList<Disco.Item> items) =>
        ItemPages.Cut(items, Rsm.Read(stanza.Elements().First())) is { } query ? Stanza.Result(stanza, query) : StanzaError.ItemNotFound.ToReply(stanza);

    /// <summary>Of a person, what their client says; of everybody else, and on a network whose people cannot be asked, the gateway.</summary>
    private void Software(XElement stanza, Jid from, NetworkAddress? address)
    {
        var account = address is { Kind: AddressKind.Contact } ? accounts.Find(from.Bare, address.Account) : null;
        if (account is { Session: IAsksClients asked })
        {
            clients.Software(stanza, account, asked, new ContactId(address!.Id));
        }
        else if (address is { Kind: AddressKind.Contact } && account?.Session is null)
        {
            network.Link.Refuse(stanza, StanzaError.RemoteServerNotFound.WithText(SessionCommands.NotConnected(network.Adapter.Descriptor, address.Account)));
        }
        else
        {
            network.Link.Send(Stanza.Result(stanza, SoftwareVersion.Build("Bridge", ProductVersion)));
        }
    }

    /// <summary>How long the gateway has been running, and of a person what their presence tells.</summary>
    private void Last(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        if (address is not { Kind: AddressKind.Contact })
        {
            network.Link.Send(Stanza.Result(stanza, LastActivity.Build(to.Local is null ? network.Time.GetElapsedTime(_startedAt) : TimeSpan.Zero)));
        }
        else if (people.Of(from.Bare, to.Bare, address) is { Availability: not Availability.Unknown } state && (state.IsThere || state.LastSeen is not null))
        {
            network.Link.Send(Stanza.Result(stanza, LastActivity.Build(state.LastSeen is { } since ? network.Time.GetUtcNow() - since : TimeSpan.Zero, state.IsThere ? null : state.Status)));
        }
        else
        {
            network.Link.Refuse(stanza, StanzaError.ItemNotFound.WithText("Nobody knows how long they have been away."));
        }
    }

    private void Card(XElement stanza, Jid from, Jid to, NetworkAddress? address)
    {
        if (PersonOf(from, address) is var (account, contact))
        {
            cards.Answer(stanza, account, contact);
            return;
        }

        var name = to.Local is null ? network.Adapter.Descriptor.DisplayName
            : to.Local == StanzaRouter.ControlNode ? $"{network.Adapter.Descriptor.DisplayName} gateway"
            : address is { Kind: AddressKind.Account } ? address.Account.Value : address!.Id;
        var card = new VcardTemp.Card { FullName = name };
        network.Link.Send(Stanza.Result(stanza, stanza.Child(Ns.Vcard4, "vcard") is null ? VcardTemp.Build(card) : Vcard4.Build(card)));
    }

    /// <summary>A person and the asker's account that knows them, while it is connected.</summary>
    private (Account Account, ContactId Contact)? PersonOf(Jid from, NetworkAddress? address) =>
        address is { Kind: AddressKind.Contact } && accounts.Find(from.Bare, address.Account) is { Session: not null } account ? (account, new ContactId(address.Id)) : null;
}
