using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Rooms;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>The commands about one's own messages that wait to be sent.</summary>
internal sealed class QueueCommands(Network network, OwnAccounts own)
{
    private const int MaxLines = 50;
    private const string Nothing = "Nothing waits.", Address = "address";

    public IEnumerable<Command> All =>
    [
        new Command("queue", "Show your messages that wait to be sent, and files on their way to you", (call, _) => Task.FromResult(Queue(call))),
        new Command("drop", "Take back your messages that wait for somebody", (call, _) => Task.FromResult(Drop(call)))
        {
            Explanation = "They will not be sent. What the network is being given at this moment cannot be taken back.",
            Fields =
            [
                new CommandField(Address, "Address")
                {
                    Kind = CommandFieldKind.Choice,
                    IsRequired = true,
                    LoadOptions = (caller, _) => Task.FromResult(AddressesOf(caller)),
                    NothingToChoose = Nothing,
                },
            ],
            Confirm = call => $"{Count(WaitingFor(call).Count)} to {call.Values[Address]} will not be sent.",
        },
    ];

    private CommandOutcome Queue(CommandCall call)
    {
        var lines = new StringBuilder();
        var waiting = Waiting(call.Caller).ToList();
        var now = network.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (account, _, delivery) in waiting.Take(MaxLines))
        {
            var isUnderWay = delivery.State == OutboxState.Sending && account.Session is not null;
            lines.Append(AddressOf(delivery)).Append(", for ").Append(Age(now - delivery.AcceptedAt)).Append(": ")
                .Append(isUnderWay ? "being sent" : delivery.Reason ?? DeliveryWatch.Why(account)).Append('\n');
        }

        foreach (var (address, file) in Fetched(call.Caller).Take(MaxLines))
        {
            lines.Append("From ").Append(address).Append(": ").Append(file).Append(" is being fetched\n");
        }

        if (waiting.Count > MaxLines)
        {
            lines.Append("and ").Append(waiting.Count - MaxLines).Append(" more");
        }

        return new CommandOutcome(lines.Length == 0 ? Nothing : lines.ToString().TrimEnd());
    }

    private CommandOutcome Drop(CommandCall call)
    {
        var waiting = WaitingFor(call);
        var dropped = 0;
        foreach (var (_, conversation, delivery) in waiting)
        {
            if (conversation.TryRemove(delivery))
            {
                conversation.GiveUp(delivery, SendResult.Refused(NetworkError.Unknown, "You took it back before it was sent."), TraceOutcome.Dropped);
                dropped++;
            }
        }

        var busy = waiting.Count - dropped;
        return dropped == 0
            ? CommandOutcome.Failed(busy == 0 ? Nothing : "They are being sent and cannot be taken back.")
            : new CommandOutcome($"Taken back: {Count(dropped)} to {call.Values[Address]}." + (busy == 0 ? "" : $" {Count(busy)} could not: being sent."));
    }

    private IReadOnlyList<string> AddressesOf(CommandCaller caller) =>
        [.. Waiting(caller).Select(static waiting => AddressOf(waiting.Delivery)).Distinct()];

    private List<(Account Account, Conversation Conversation, OutgoingDelivery Delivery)> WaitingFor(CommandCall call) =>
        [.. Waiting(call.Caller).Where(waiting => AddressOf(waiting.Delivery) == call.Values[Address])];

    private IEnumerable<(Account Account, Conversation Conversation, OutgoingDelivery Delivery)> Waiting(CommandCaller caller) =>
        from account in own.Used(caller)
        from conversation in account.Conversations
        from delivery in conversation.ListWaiting()
        orderby delivery.Id
        select (account, conversation, delivery);

    /// <summary>The files of the network that are on their way, with whom they are from.</summary>
    private IEnumerable<(Jid? Address, string File)> Fetched(CommandCaller caller) =>
        from account in own.Used(caller)
        from conversation in account.Conversations
        let file = conversation.Preparing?.Current
        where file is not null
        select (conversation is Room room ? room.Jid : network.Puppet(account.Key, new ContactId(conversation.Chat.Value), full: false), file);

    /// <summary>The room, the person, or the occupant that a private message was sent to.</summary>
    private static string AddressOf(OutgoingDelivery delivery) =>
        delivery.ViaRoom ?? (Jid.TryParse(delivery.Recipient, out var recipient) ? recipient.Bare.ToString() : delivery.Recipient);

    private static string Count(int messages) => messages == 1 ? "1 message" : $"{messages} messages";

    private static string Age(long milliseconds) => milliseconds switch
    {
        < 120_000 => $"{Math.Max(0, milliseconds) / 1000} s",
        < 7_200_000 => $"{milliseconds / 60_000} min",
        _ => $"{milliseconds / 3_600_000} h",
    };
}
