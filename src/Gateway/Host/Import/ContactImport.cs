using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>Who has which address of the gateway among their contacts: they are told of its presence.</summary>
internal sealed class ContactImport(ForeignDatabase source, ImportTarget target, SubscriptionStore subscriptions, ImportReport report)
{
    private const string What = "contacts";

    private const int MaxText = 4096;

    public async Task RunAsync(CancellationToken stop)
    {
        if (!source.Tables.ContainsKey(BiboumiTables.Contacts))
        {
            return;
        }

        var network = target.Configuration.Name;
        var known = (await subscriptions.LoadAsync(network, stop)).ToHashSet();
        foreach (var row in source.Read(BiboumiTables.Contacts, BiboumiTables.KnownColumns(source, BiboumiTables.Contacts), MaxText))
        {
            stop.ThrowIfCancellationRequested();
            if (Read(row, out var subscription) is { } why)
            {
                report.Left(What, why, row);
            }
            else if (known.Add(subscription))
            {
                subscriptions.Add(network, subscription);
                report.Carried(What);
            }
            else
            {
                report.There(What);
            }
        }
    }

    private string? Read(ForeignRow row, out StoredSubscription subscription)
    {
        subscription = default;
        if (target.FindUser(Jid.TryParse(row.Text("remote"), out var full) ? full.Bare.ToString() : null, out var user) is { } why)
        {
            return why;
        }

        if (!Jid.TryParse(row.Text("local"), out var address))
        {
            return "the address is not a JID";
        }

        if (address.Domain != target.Configuration.Domain)
        {
            var (network, domain) = (target.Configuration.Name, target.Configuration.Domain);
            return $"the address is of {ImportReport.Shown(address.Domain)}, and the domain of {network} is {domain}: keep biboumi's domain, or people must add their contacts anew";
        }

        subscription = new StoredSubscription(user.ToString(), address.Bare.ToString());
        return address.Local is null or StanzaRouter.ControlNode ? null : target.Resolve(address.Local) switch
        {
            { Kind: AddressKind.Account or AddressKind.Contact } => null,
            { Kind: AddressKind.Group } => "channels have no presence outside the room: bookmarks do without",
            _ => "nobody can have the address: its server is not configured, or its name is not legal",
        };
    }
}
