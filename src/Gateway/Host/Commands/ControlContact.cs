using System.Text;
using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>The contact that answers questions about the gateway in a chat: many clients have no other way to command one.</summary>
internal sealed class ControlContact(Network network, AccountDirectory accounts)
{
    /// <summary>Answers a message to the control contact, to the domain or to an account's own address.</summary>
    public void Receive(XElement stanza, Jid from)
    {
        if (stanza.Type == "groupchat")
        {
            Refuse(stanza, StanzaError.NotAcceptable.WithText("This is no room."));
            return;
        }

        if (MessageReader.Read(stanza, out var error) is not { Text.Plain: { } text })
        {
            if (error is not null)
            {
                Refuse(stanza, error);
            }

            return;
        }

        if (Receipts.IsRequested(stanza) && stanza.Id is { } id)
        {
            network.Link.Send(Stanza.Message(network.ControlContact, from, "chat", null, Receipts.BuildReceived(id), Hints.Store()));
        }

        network.Link.Send(Stanza.Message(network.ControlContact, from, "chat", Guid.CreateVersion7().ToString("N"), Stanza.BodyOf(Reply(text.Trim(), from.Bare))));
    }

    private string Reply(string text, Jid user) => text.ToLowerInvariant() switch
    {
        "status" => Status(user),
        "queue" => Queue(user),
        _ => Help(),
    };

    private string Help()
    {
        var example = network.Adapter.Descriptor.AddressPrompt is { } prompt ? $"\nTo reach somebody, add a contact or join a room here: {prompt}" : "";
        return $"This is the gateway to {network.Adapter.Descriptor.DisplayName}.{example}\n" +
            "status: your connections\nqueue: messages that wait to be sent\nhelp: this list";
    }

    private string Status(Jid user)
    {
        var lines = new StringBuilder();
        foreach (var account in accounts.All.Where(account => account.User == user).OrderBy(account => account.Key.Value, StringComparer.Ordinal))
        {
            lines.Append(account.Key.Value.Length == 0 ? network.Adapter.Descriptor.DisplayName : account.Key.Value).Append(": ").Append(account.State switch
            {
                SessionState.Connected => "connected",
                SessionState.Throttled => "connected, slowed down by the network",
                SessionState.Connecting => "connecting",
                SessionState.BadCredentials => "login refused",
                SessionState.LoggedOut => "logged out",
                _ => "not connected",
            });
            if (account.StateText is { } text && account.State is not (SessionState.Connected or SessionState.Throttled))
            {
                lines.Append(" (").Append(text).Append(')');
            }

            lines.Append(", rooms: ").AppendJoin(", ", account.Rooms.Values.Select(static room => room.Chat.Value).DefaultIfEmpty("none")).Append('\n');
        }

        return lines.Length == 0 ? "You have no connection yet: join a room or write to somebody, and there will be one." : lines.ToString().TrimEnd();
    }

    private string Queue(Jid user)
    {
        var lines = new StringBuilder();
        foreach (var waiting in accounts.All.Where(account => account.User == user).SelectMany(static account => account.Conversations).SelectMany(static chat => chat.ListWaiting()))
        {
            lines.Append(waiting.Recipient).Append(", since ")
                .Append(DateTimeOffset.FromUnixTimeMilliseconds(waiting.AcceptedAt).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).Append(" UTC")
                .Append(waiting.Reason is { } reason ? $": {reason}" : "").Append('\n');
        }

        return lines.Length == 0 ? "Nothing waits." : lines.ToString().TrimEnd();
    }

    private void Refuse(XElement stanza, StanzaError error)
    {
        if (error.ToReply(stanza) is { } answer)
        {
            network.Link.Send(answer);
        }
    }
}
