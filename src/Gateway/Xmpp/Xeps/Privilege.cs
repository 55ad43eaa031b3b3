using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>What a server lets a component do in its users' names (XEP-0356).</summary>
public static class Privilege
{
    /// <summary>Granted permissions. Nothing is granted by default.</summary>
    public sealed record Permissions
    {
        /// <summary>The version that the server speaks, in which it has to be asked for things.</summary>
        public required XNamespace Version { get; init; }

        /// <summary>Reading users' contact lists.</summary>
        public bool RosterGet { get; init; }

        /// <summary>Changing users' contact lists.</summary>
        public bool RosterSet { get; init; }

        /// <summary>Sending messages in users' names.</summary>
        public bool OutgoingMessages { get; init; }

        /// <summary>Getting the presence of users, without a subscription.</summary>
        public bool Presence { get; init; }

        /// <summary>The namespaces for IQ gets in users' names.</summary>
        public IReadOnlySet<string> IqGet { get; init; } = new HashSet<string>();

        /// <summary>The namespaces for IQ sets in users' names.</summary>
        public IReadOnlySet<string> IqSet { get; init; } = new HashSet<string>();
    }

    /// <summary>Reads what the server grants. Never throws.</summary>
    /// <param name="message">
    /// A message; that it came from the server itself is for the caller to check. Each one replaces those before it from the same host.
    /// </param>
    /// <returns>Null when it says nothing about permissions. One that names none grants none: so does a server that has privileges for others.</returns>
    public static Permissions? ReadPermissions(XElement message)
    {
        if ((message.Child(Ns.Privilege, "privilege") ?? message.Child(Ns.PrivilegeOne, "privilege")) is not { } privilege || privilege.Child(Ns.Forward, "forwarded") is not null)
            return null;
        var version = privilege.Name.Namespace;
        // Prosody nests one <namespace/> in the other (seen in 0.12), so all descendants are looked at.
        var namespaces = privilege.Elements(version + "perm").Where(perm => perm.Attr("access") == "iq")
            .Descendants(version + "namespace").Where(e => e.Attr("ns") is not null).ToList();
        return new Permissions
        {
            Version = version,
            RosterGet = Grants(privilege, "roster", "get", "both"),
            RosterSet = Grants(privilege, "roster", "set", "both"),
            OutgoingMessages = Grants(privilege, "message", "outgoing"),
            Presence = Grants(privilege, "presence", "managed_entity", "roster"),
            IqGet = namespaces.Where(e => e.Type is "get" or "both").Select(e => e.Attr("ns")!).ToHashSet(),
            IqSet = namespaces.Where(e => e.Type is "set" or "both").Select(e => e.Attr("ns")!).ToHashSet(),
        };
    }

    /// <summary>The payload of a message to the user's server, which sends the inner one in the user's name (section 4.2).</summary>
    /// <param name="message">From the user's bare address, as the server demands.</param>
    /// <param name="version">The version that the server speaks; the newest when null.</param>
    public static XElement BuildMessage(XElement message, XNamespace? version = null) => new((version ?? Ns.Privilege) + "privilege", Forwarding.Build(message));

    /// <summary>The message in a user's name that a message to their server carries; null when it carries none.</summary>
    /// <param name="message">A message.</param>
    public static XElement? InnerMessage(XElement message) =>
        (message.Child(Ns.Privilege, "privilege") ?? message.Child(Ns.PrivilegeOne, "privilege")) is { } privilege
        && Forwarding.Read(privilege) is { Stanza.IsMessage: true } inner ? inner.Stanza : null;

    /// <summary>The payload of an IQ to the user's bare address, which the server sends in the user's name (section 5.2).</summary>
    /// <param name="iq">The inner IQ, of the same type as the outer one.</param>
    public static XElement BuildIq(XElement iq) => new(Ns.Privilege + "privileged_iq", Forwarding.ToClient(iq));

    /// <summary>The answer to an IQ that was sent in a user's name. Never throws.</summary>
    /// <param name="iq">The answer to the outer IQ.</param>
    /// <returns>The inner answer, which may be an error; null when there is none, then <paramref name="iq"/> itself is the answer.</returns>
    public static XElement? ReadIqResult(XElement iq) =>
        iq.Child(Ns.Privilege, "privilege") is { } privilege && Forwarding.Read(privilege) is { Stanza.IsIq: true } inner ? inner.Stanza : null;

    private static bool Grants(XElement privilege, string access, params ReadOnlySpan<string> types)
    {
        foreach (var perm in privilege.Elements(privilege.Name.Namespace + "perm"))
        {
            if (perm.Attr("access") == access && perm.Type is { } type && types.Contains(type))
                return true;
        }
        return false;
    }
}
