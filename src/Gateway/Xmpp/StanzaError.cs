using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>A stanza error (RFC 6120 section 8.3).</summary>
/// <param name="Type">What the sender can do: <c>auth</c>, <c>cancel</c>, <c>continue</c>, <c>modify</c> or <c>wait</c>.</param>
/// <param name="Condition">A condition of RFC 6120 section 8.3.3.</param>
/// <param name="Text">An explanation for people, or null.</param>
public sealed record StanzaError(string Type, string Condition, string? Text = null)
{
    private static readonly XName ErrorName = Ns.Component + "error", TextName = Ns.Stanzas + "text";

    /// <summary>The request makes no sense.</summary>
    public static StanzaError BadRequest { get; } = new("modify", "bad-request");

    /// <summary>The name is taken, or the stanza is from a resource that lost it.</summary>
    public static StanzaError Conflict { get; } = new("cancel", "conflict");

    /// <summary>Nothing here does that.</summary>
    public static StanzaError FeatureNotImplemented { get; } = new("cancel", "feature-not-implemented");

    /// <summary>The sender may not do that.</summary>
    public static StanzaError Forbidden { get; } = new("auth", "forbidden");

    /// <summary>The addressee has moved for good.</summary>
    public static StanzaError Gone { get; } = new("cancel", "gone");

    /// <summary>Something went wrong on this side; it may work later.</summary>
    public static StanzaError InternalServerError { get; } = new("wait", "internal-server-error");

    /// <summary>There is no such thing.</summary>
    public static StanzaError ItemNotFound { get; } = new("cancel", "item-not-found");

    /// <summary>An address is not one.</summary>
    public static StanzaError JidMalformed { get; } = new("modify", "jid-malformed");

    /// <summary>What was sent is not acceptable.</summary>
    public static StanzaError NotAcceptable { get; } = new("modify", "not-acceptable");

    /// <summary>The action is not allowed for anybody.</summary>
    public static StanzaError NotAllowed { get; } = new("cancel", "not-allowed");

    /// <summary>The sender has not proved who they are.</summary>
    public static StanzaError NotAuthorized { get; } = new("auth", "not-authorized");

    /// <summary>What was sent is against a policy.</summary>
    public static StanzaError PolicyViolation { get; } = new("modify", "policy-violation");

    /// <summary>The addressee cannot be reached now.</summary>
    public static StanzaError RecipientUnavailable { get; } = new("wait", "recipient-unavailable");

    /// <summary>The sender has to register first.</summary>
    public static StanzaError RegistrationRequired { get; } = new("auth", "registration-required");

    /// <summary>The other network cannot be found.</summary>
    public static StanzaError RemoteServerNotFound { get; } = new("cancel", "remote-server-not-found");

    /// <summary>The other network does not answer now.</summary>
    public static StanzaError RemoteServerTimeout { get; } = new("wait", "remote-server-timeout");

    /// <summary>Too much at once; it may work later.</summary>
    public static StanzaError ResourceConstraint { get; } = new("wait", "resource-constraint");

    /// <summary>The addressee does not offer that.</summary>
    public static StanzaError ServiceUnavailable { get; } = new("cancel", "service-unavailable");

    /// <summary>The sender has to subscribe first.</summary>
    public static StanzaError SubscriptionRequired { get; } = new("auth", "subscription-required");

    /// <summary>The stanza came at the wrong moment.</summary>
    public static StanzaError UnexpectedRequest { get; } = new("wait", "unexpected-request");

    /// <summary>A condition in another protocol's namespace that says more, or null.</summary>
    public XElement? Detail { get; init; }

    /// <summary>This error with an explanation.</summary>
    /// <param name="text">For people.</param>
    public StanzaError WithText(string? text) => this with { Text = text };

    /// <summary>
    /// The answer to a stanza: addresses swapped, same id, type <c>error</c>. The payload is not sent back: it would
    /// double what a stranger can make the gateway send.
    /// </summary>
    /// <param name="stanza">What cannot be done.</param>
    /// <returns>Null for a stanza that must not be answered: an error, an IQ result, or one without a sender.</returns>
    public XElement? ToReply(XElement stanza)
    {
        if (stanza.IsError || stanza.From is not { Length: > 0 } from || (stanza.IsIq && stanza.Type is not ("get" or "set")))
            return null;
        var reply = new XElement(Ns.Component + stanza.Name.LocalName, ToElement()) { Type = "error", To = from };
        reply.From = stanza.To;
        reply.Id = stanza.Id;
        return reply;
    }

    /// <summary>The <c>&lt;error/&gt;</c> element.</summary>
    public XElement ToElement() => new(
        ErrorName,
        new XAttribute("type", Type),
        new XElement(Ns.Stanzas + Condition),
        Text is null ? null : new XElement(TextName, Text),
        Detail is null ? null : new XElement(Detail));

    /// <summary>Reads the error out of a stanza of type <c>error</c>. Never throws.</summary>
    /// <param name="stanza">Any stanza.</param>
    /// <returns>
    /// Null when the stanza is no error. An error that says nothing is read as <c>undefined-condition</c>, one without a
    /// usable type as <c>cancel</c>.
    /// </returns>
    public static StanzaError? Read(XElement stanza)
    {
        if (!stanza.IsError)
            return null;
        var error = stanza.Elements().FirstOrDefault(e => e.Name.LocalName == "error" && e.Name.Namespace == stanza.Name.Namespace);
        var condition = error?.Elements().FirstOrDefault(e => e.Name.Namespace == Ns.Stanzas && e.Name != TextName);
        var detail = error?.Elements().FirstOrDefault(e => e.Name.Namespace != Ns.Stanzas);
        var type = error?.Type is "auth" or "cancel" or "continue" or "modify" or "wait" ? error.Type! : "cancel";
        return new StanzaError(type, condition?.Name.LocalName ?? "undefined-condition", error?.Element(TextName)?.Value) { Detail = detail };
    }
}
