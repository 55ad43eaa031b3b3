using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Invitations to a room from person to person (XEP-0249).</summary>
public static class DirectInvite
{
    /// <summary>An invitation.</summary>
    /// <param name="Room">The room.</param>
    /// <param name="Reason">Why, or null.</param>
    /// <param name="Password">The room's password, or null.</param>
    public sealed record Invitation(Jid Room, string? Reason = null, string? Password = null);

    /// <summary>Reads an invitation. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>Null when there is none with the address of a room.</returns>
    public static Invitation? Read(XElement message) =>
        message.Child(Ns.XConference, "x") is { } x && Jid.TryParse(x.Attr("jid"), out var room) && room.Local is not null
            ? new Invitation(room.Bare, x.Attr("reason"), x.Attr("password"))
            : null;

    /// <summary>The element. It must not come from the room itself, nor beside a mediated invitation.</summary>
    /// <param name="invitation">The invitation.</param>
    public static XElement Build(Invitation invitation) => new(
        Ns.XConference + "x",
        new XAttribute("jid", invitation.Room.ToString()),
        invitation.Password is null ? null : new XAttribute("password", invitation.Password),
        invitation.Reason is null ? null : new XAttribute("reason", invitation.Reason));
}
