using Bridge.Xmpp;

namespace Bridge.Gateway.Contacts;

/// <summary>Whose contact lists the gateway may read and change (XEP-0356).</summary>
internal interface IRosterAccess
{
    /// <summary>Raised when that is another. Must not wait.</summary>
    event Action? Changed;

    /// <summary>Whether the stream has been up for so long that a server which lets the gateway do it has said so.</summary>
    bool IsSettled { get; }

    /// <summary>Whether a user's own server lets the gateway read and change their contact list.</summary>
    bool CanManage(Jid user);

    /// <summary>
    /// A user's server has refused every change, whatever it advertises (ejabberd before 23.10 does so): it is not asked again until it advertises anew.
    /// </summary>
    void Refused(Jid user);
}
