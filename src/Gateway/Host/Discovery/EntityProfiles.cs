using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>What the entities of a network's domain are and can do (XEP-0030), with their stable hashes (XEP-0115).</summary>
internal sealed class EntityProfiles
{
    /// <summary>The node of the caps hash.</summary>
    public const string CapsNode = "urn:bridge:gateway";

    private readonly ConcurrentDictionary<string, EntityProfile> _puppets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EntityProfile> _people = new(StringComparer.Ordinal);

    public EntityProfiles(AdapterDescriptor descriptor, IReadOnlyList<string> adminAddresses, bool isAccount)
    {
        List<string> domain =
        [
            Ns.DiscoInfo.NamespaceName, Ns.DiscoItems.NamespaceName, Ns.Ping.NamespaceName, Ns.Version.NamespaceName, Ns.Time.NamespaceName,
            Ns.Last.NamespaceName, Ns.Vcard.NamespaceName, Ns.Commands.NamespaceName, Ns.JidEscapingFeature,
        ];
        if (descriptor.HasGroups)
        {
            domain.AddRange([Ns.Muc.NamespaceName, Ns.OccupantId.NamespaceName]);
        }

        if (isAccount)
        {
            domain.Add(Ns.Rsm.NamespaceName);
        }

        if (isAccount || descriptor.HasSearch)
        {
            domain.Add(Ns.Search.NamespaceName);
        }

        // Registration, and the pictures that it shows.
        string[] registering = descriptor.Accounts == AccountPolicy.Login ? [Ns.Register.NamespaceName, Ns.Bob.NamespaceName] : [];
        domain.AddRange(registering);

        if (descriptor.AddressPrompt is not null)
        {
            domain.Add(Ns.Gateway.NamespaceName);
        }

        List<DataForms.Form> forms = [];
        if (adminAddresses.Count > 0)
        {
            forms.Add(ContactAddresses.BuildForm(("admin-addresses", adminAddresses)));
        }

        Domain = new EntityProfile(new Disco.Info([new Disco.Identity("gateway", descriptor.GatewayType, descriptor.DisplayName)], domain, forms));
        List<string> client =
        [
            Ns.DiscoInfo.NamespaceName, Ns.Ping.NamespaceName, Ns.Version.NamespaceName, Ns.Time.NamespaceName, Ns.Last.NamespaceName, Ns.Vcard.NamespaceName,
        ];
        Control = new EntityProfile(new Disco.Info([new Disco.Identity("client", "bot", descriptor.DisplayName)], [.. client, Ns.Commands.NamespaceName, .. registering], []));
        // An account's groups are browsed and searched for at its address.
        List<Disco.Identity> account = [new Disco.Identity("client", "pc", descriptor.DisplayName)];
        List<string> browsing = [];
        if (descriptor.HasGroups)
        {
            account.Add(new Disco.Identity("conference", descriptor.GatewayType, descriptor.DisplayName));
            browsing = [Ns.DiscoItems.NamespaceName, Ns.Rsm.NamespaceName, Ns.Search.NamespaceName];
        }

        Account = new EntityProfile(new Disco.Info(account, [.. client, Ns.Commands.NamespaceName, .. browsing], []));
        Puppet = new EntityProfile(new Disco.Info(
            [new Disco.Identity("client", "pc", descriptor.DisplayName)],
            [.. client, Ns.Receipts.NamespaceName, Ns.Vcard4.NamespaceName, Ns.Commands.NamespaceName], []));
    }

    public EntityProfile Domain { get; }

    public EntityProfile Control { get; }

    public EntityProfile Account { get; }

    public EntityProfile Puppet { get; }

    /// <summary>The profile of a person, by what the chat with them carries; null while that is not known.</summary>
    public EntityProfile PuppetOf(Capabilities? carries)
    {
        if (carries is null)
        {
            return Puppet;
        }

        var key = string.Join(' ', [.. CarriedFeatures.Of(carries), carries.MaxReactions, .. carries.AllowedReactions ?? []]);
        return _puppets.GetOrAdd(key, static (_, state) => new EntityProfile(state.Puppet.Info with
        {
            Features = [.. state.Puppet.Info.Features, .. CarriedFeatures.Of(state.Carries)],
            Forms = CarriedFeatures.RestrictionsOf(state.Carries),
        }), (Puppet, Carries: carries));
    }

    /// <summary>
    /// The profile of a person's bare address, by that of their client: an account that publishes a picture, a name and a vCard (XEP-0163 section 6).
    /// </summary>
    private EntityProfile PersonOf(EntityProfile puppet) => _people.GetOrAdd(puppet.Ver, static (_, client) => new EntityProfile(client.Info with
    {
        Identities = [.. client.Info.Identities, new Disco.Identity("account", "registered"), new Disco.Identity("pubsub", "pep")],
        Features = [.. client.Info.Features, Ns.Pubsub.NamespaceName],
    }), puppet);

    /// <summary>The profile that a caps node names (XEP-0115): the entity's own, or, of a person, one that they had; or null.</summary>
    public EntityProfile? Find(string node, EntityProfile own)
    {
        bool Matches(EntityProfile profile) => node == $"{CapsNode}#{profile.Ver}";
        return Matches(own) ? own
            : own == Domain || own == Control || own == Account ? null
            : Matches(Puppet) ? Puppet
            : _puppets.Values.FirstOrDefault(Matches);
    }

    /// <summary>The profile of whoever an address stands for.</summary>
    /// <param name="to">The address.</param>
    /// <param name="address">Whom it stands for on the network, or null.</param>
    /// <param name="carries">What the chat with a person carries, when that is known.</param>
    public EntityProfile Of(Jid to, NetworkAddress? address, Capabilities? carries) => to.Local switch
    {
        null => Domain,
        StanzaRouter.ControlNode => Control,
        _ => address?.Kind == AddressKind.Account ? Account : to.IsBare ? PersonOf(PuppetOf(carries)) : PuppetOf(carries),
    };
}
