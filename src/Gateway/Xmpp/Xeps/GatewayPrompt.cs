using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Turns what a person types into an address (XEP-0100 section 6.3, <c>jabber:iq:gateway</c>).</summary>
public static class GatewayPrompt
{
    /// <summary>The payload that says what to type.</summary>
    /// <param name="description">An instruction.</param>
    /// <param name="prompt">A label for the field.</param>
    public static XElement Build(string description, string prompt) => new(
        Ns.Gateway + "query", new XElement(Ns.Gateway + "desc", description), new XElement(Ns.Gateway + "prompt", prompt));

    /// <summary>What a person has typed, or null.</summary>
    /// <param name="iq">An IQ of type set.</param>
    public static string? Read(XElement iq) =>
        iq.Type == "set" && iq.Child(Ns.Gateway, "query")?.Child(Ns.Gateway, "prompt")?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The payload that answers with the address. It comes twice, because very old clients read the prompt.</summary>
    /// <param name="jid">The address.</param>
    public static XElement BuildResult(Jid jid) => new(
        Ns.Gateway + "query", new XElement(Ns.Gateway + "jid", jid.ToString()), new XElement(Ns.Gateway + "prompt", jid.ToString()));
}
