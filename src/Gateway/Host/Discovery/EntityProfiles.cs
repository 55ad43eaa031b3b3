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

    public EntityProfiles(AdapterDescriptor descriptor, IReadOnlyList<string> adminAddresses)
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
        Control = new EntityProfile(new Disco.Info([new Disco.Identity("client", "bot", descriptor.DisplayName)], [.. client, Ns.Commands.NamespaceName], []));
        Account = new EntityProfile(new Disco.Info([new Disco.Identity("client", "pc", descriptor.DisplayName)], [.. client, Ns.Commands.NamespaceName], []));
        Puppet = new EntityProfile(new Disco.Info([new Disco.Identity("client", "pc", descriptor.DisplayName)], [.. client, Ns.Receipts.NamespaceName], []));
    }

    public EntityProfile Domain { get; }

    public EntityProfile Control { get; }

    public EntityProfile Account { get; }

    public EntityProfile Puppet { get; }

    /// <summary>The profile of whoever an address stands for.</summary>
    public EntityProfile Of(Jid to, NetworkAddress? address) => to.Local switch
    {
        null => Domain,
        StanzaRouter.ControlNode => Control,
        _ => address?.Kind == AddressKind.Account ? Account : Puppet,
    };
}
