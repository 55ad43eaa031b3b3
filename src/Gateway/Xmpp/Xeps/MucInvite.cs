using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Invitations through a room (XEP-0045 section 7.8.2).</summary>
public static class MucInvite
{
    private const int MaxInvitations = 32;

    /// <summary>An invitation, or that one is declined.</summary>
    /// <param name="IsDecline">True when it is declined.</param>
    /// <param name="From">Who invites or declines; set by the room; null in a message to it.</param>
    /// <param name="To">Who is invited, or whose invitation is declined; null in a message from the room.</param>
    /// <param name="Reason">Why, or null.</param>
    public sealed record Invitation(bool IsDecline, Jid? From, Jid? To, string? Reason)
    {
        /// <summary>The room's password, in a message from the room, or null.</summary>
        public string? Password { get; init; }

        /// <summary>What stands for <see cref="To"/> in the message where it is no address but perhaps a nick; else null.</summary>
        public string? Typed { get; init; }
    }

    /// <summary>Reads the invitations and refusals in a message. Never throws; at most 32.</summary>
    /// <param name="message">A message to or from a room.</param>
    public static IReadOnlyList<Invitation> Read(XElement message)
    {
        if (message.Child(Ns.MucUser, "x") is not { } x)
            return [];
        var password = x.Child(Ns.MucUser, "password")?.Value;
        return
        [
            .. x.Elements()
                .Where(e => e.Name == Ns.MucUser + "invite" || e.Name == Ns.MucUser + "decline")
                .Take(MaxInvitations)
                .Select(e => new Invitation(
                    e.Name.LocalName == "decline",
                    Jid.TryParse(e.From, out var from) ? from : null,
                    Jid.TryParse(e.To, out var to) ? to : null,
                    e.Child(Ns.MucUser, "reason")?.Value) { Password = password, Typed = to is null ? e.To : null }),
        ];
    }

    /// <summary>The element; it has to be the first <c>&lt;x/&gt;</c> of the message, as some clients look at no other.</summary>
    /// <param name="invitation">An invitation or refusal.</param>
    public static XElement Build(Invitation invitation) => new(
        Ns.MucUser + "x",
        new XElement(
            Ns.MucUser + (invitation.IsDecline ? "decline" : "invite"),
            invitation.From is null ? null : new XAttribute("from", invitation.From.ToString()),
            invitation.To is null ? null : new XAttribute("to", invitation.To.ToString()),
            invitation.Reason is null ? null : new XElement(Ns.MucUser + "reason", invitation.Reason)),
        invitation.Password is null ? null : new XElement(Ns.MucUser + "password", invitation.Password));
}
