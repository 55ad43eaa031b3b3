using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Forwarded stanzas (XEP-0297) and carbon copies (XEP-0280).</summary>
public static class Forwarding
{
    /// <summary>A stanza in another.</summary>
    /// <param name="Stanza">The inner stanza, in <see cref="Ns.Client"/> usually.</param>
    /// <param name="Stamp">When it was first sent, or null.</param>
    public sealed record Forwarded(XElement Stanza, DateTimeOffset? Stamp);

    /// <summary>A copy of what a person sent or got on another device.</summary>
    /// <param name="IsSent">True for what they sent.</param>
    /// <param name="Copy">The message.</param>
    public sealed record Carbon(bool IsSent, Forwarded Copy);

    /// <summary>Wraps a stanza. It is copied with its namespace changed to <see cref="Ns.Client"/>, as servers demand.</summary>
    /// <param name="stanza">A message, presence or IQ.</param>
    /// <param name="stamp">When it was first sent, or null.</param>
    public static XElement Build(XElement stanza, DateTimeOffset? stamp = null) => new(
        Ns.Forward + "forwarded", stamp is { } moment ? Delay.Build(moment) : null, ToClient(stanza));

    /// <summary>Reads the forwarded stanza in an element. Never throws.</summary>
    /// <param name="container">An element that has a <c>&lt;forwarded/&gt;</c>.</param>
    /// <returns>Null when there is none.</returns>
    public static Forwarded? Read(XElement container) =>
        container.Child(Ns.Forward, "forwarded") is { } forwarded
        && forwarded.Elements().FirstOrDefault(e => e.IsMessage || e.IsPresence || e.IsIq) is { } stanza
            ? new Forwarded(stanza, Delay.Read(forwarded))
            : null;

    /// <summary>Reads a carbon copy. Never throws.</summary>
    /// <param name="message">A message.</param>
    /// <returns>
    /// Null when it is none. Whether to believe it is for the caller: only the person's own bare address may send one (XEP-0280 section 11).
    /// </returns>
    public static Carbon? ReadCarbon(XElement message)
    {
        var sent = message.Child(Ns.Carbons, "sent");
        var carbon = sent ?? message.Child(Ns.Carbons, "received");
        return carbon is not null && Read(carbon) is { Stanza.IsMessage: true } copy ? new Carbon(sent is not null, copy) : null;
    }

    /// <summary>A copy of a stanza with the stream's namespace changed to <see cref="Ns.Client"/> throughout.</summary>
    /// <param name="stanza">A stanza.</param>
    public static XElement ToClient(XElement stanza)
    {
        var copy = new XElement(stanza);
        foreach (var element in copy.DescendantsAndSelf())
        {
            if (element.Name.Namespace == Ns.Component)
                element.Name = Ns.Client + element.Name.LocalName;
        }
        return copy;
    }
}
