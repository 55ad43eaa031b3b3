using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>An ad-hoc command that waits for its user's next step.</summary>
/// <param name="Id">The session's id on the wire.</param>
/// <param name="Client">The full JID it belongs to.</param>
/// <param name="Address">The bare JID it was begun on.</param>
/// <param name="Request">The command so far.</param>
internal sealed record AdHocSession(string Id, Jid Client, Jid Address, CommandRequest Request)
{
    /// <summary>Whether the values are in and the question is whether to go on.</summary>
    public bool IsConfirming { get; init; }

    /// <summary>What a command that goes on asks now; null for one of a single form.</summary>
    public ICommandDialog? Dialog { get; init; }

    /// <summary>A session is found by its id and the client together (XEP-0050 section 3.2).</summary>
    public string Key => KeyOf(Client, Id);

    public static string KeyOf(Jid client, string id) => $"{client}\n{id}";
}
