using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>Commands of the network that a user types in a room, behind a slash: they are not said there.</summary>
internal static class TypedCommands
{
    /// <summary>Runs what a message says when it is such a command; its sender gets the answer, and nobody else.</summary>
    /// <returns>False for a message that is one.</returns>
    public static bool TryRun(Room room, Jid from, XElement stanza, OutgoingRequest request)
    {
        if (request is not { Kind: OutgoingKind.Message, Reply: null, Content.Parts.Count: 0 } || stanza.Body is not ['/', .. var line])
        {
            return false;
        }

        var space = line.AsSpan().IndexOfAny(' ', '\n');
        var (word, rest) = space < 0 ? (line.TrimEnd(), "") : (line[..space], line[space..].Trim());
        var commands = room.Account.Network.Adapter.Descriptor.Commands;
        if (commands.FirstOrDefault(command => command.GroupField is not null && command.Name.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } typed)
        {
            return false;
        }

        VerbCall.Run(room.Account, stanza, async stop =>
        {
            var session = room.Account.Session as IOffersCommands ?? throw new NetworkException(NetworkError.NetworkDown, "The network is not connected at the moment. Please try again later.");
            room.Answer(from, stanza, await session.RunCommandAsync(typed.Name, ValuesOf(typed, room.Chat, rest), stop));
            return null;
        });
        return true;
    }

    /// <summary>The group, and the rest of the line as it is written.</summary>
    private static Dictionary<string, string> ValuesOf(NetworkCommand typed, ChatId group, string rest)
    {
        var values = new Dictionary<string, string> { [typed.GroupField!] = group.Value };
        if (rest.Length > 0 && typed.Fields.FirstOrDefault(field => field.Name != typed.GroupField) is { } other)
        {
            values[other.Name] = rest;
        }

        return values;
    }
}
