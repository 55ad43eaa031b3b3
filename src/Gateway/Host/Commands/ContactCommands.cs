using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Contacts;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about people, where the network has contact lists.</summary>
internal sealed class ContactCommands(Network network, AccountDirectory accounts, ContactLists contacts)
{
    private const string Contact = "contact";

    public IEnumerable<Command> All => !contacts.IsUsed ? [] :
    [
        new Command("block", "Block somebody on the network", (call, _) => Task.FromResult(Block(call, blocked: true)))
        {
            Explanation = "Blocking their address in your client does the same, where your server tells of it.",
            Fields = [PersonField()],
        },
        new Command("unblock", "Let somebody write to you again", (call, _) => Task.FromResult(Block(call, blocked: false))) { Fields = [PersonField()] },
    ];

    private CommandField PersonField() => new(Contact, "Their address, or what stands before the @ in it")
    {
        IsRequired = true,
        Parse = typed => Read(typed) is { } address ? network.Adapter.Addresses.Format(address) : null,
        Refusal = "That is nobody's address on this network.",
    };

    private NetworkAddress? Read(string typed)
    {
        var codec = network.Adapter.Addresses;
        var suffix = "@" + network.Domain.Domain;
        var isAddress = typed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
        var isKnown = isAddress ? codec.TryParse(JidEscaping.Unescape(typed[..^suffix.Length].ToLowerInvariant()), out var address) : codec.TryParseTyped(typed, out address);
        return isKnown && address!.Kind == AddressKind.Contact ? address : null;
    }

    private CommandOutcome Block(CommandCall call, bool blocked)
    {
        if (!network.Adapter.Addresses.TryParse(call.Values[Contact], out var person))
        {
            return CommandOutcome.Failed("That is nobody's address on this network.");
        }

        var account = accounts.GetOrCreate(call.Caller.User, person.Account);
        if (account.Session is { } session and not IBlocksContacts)
        {
            return CommandOutcome.Failed("Nobody can be blocked on this network.");
        }

        contacts.Block(account, new ContactId(person.Id), blocked);
        var isNow = account.Session is not null;
        return new CommandOutcome($"{person.Id} is {(isNow ? "being " : "")}{(blocked ? "blocked" : "unblocked")}{(isNow ? "" : " when you are connected")}.");
    }
}
