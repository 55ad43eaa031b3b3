using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Hints for servers on what to do with a message (XEP-0334).</summary>
public static class Hints
{
    /// <summary>Keep it, though it has no body.</summary>
    public static XElement Store() => new(Ns.Hints + "store");

    /// <summary>Keep it nowhere.</summary>
    public static XElement NoStore() => new(Ns.Hints + "no-store");

    /// <summary>Keep it only until it is delivered.</summary>
    public static XElement NoPermanentStore() => new(Ns.Hints + "no-permanent-store");

    /// <summary>Do not copy it to other devices.</summary>
    public static XElement NoCopy() => new(Ns.Hints + "no-copy");

    /// <summary>True when a message has a hint.</summary>
    /// <param name="message">A message.</param>
    /// <param name="hint">For example <c>no-store</c>.</param>
    public static bool Has(XElement message, string hint) => message.Child(Ns.Hints, hint) is not null;
}
