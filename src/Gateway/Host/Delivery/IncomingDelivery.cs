using System.Buffers;
using Bridge.Adapters;
using Bridge.Gateway.Components;
using Bridge.Store;

namespace Bridge.Gateway.Delivery;

/// <summary>An event of a network on its way to an XMPP user.</summary>
internal sealed class IncomingDelivery : InboxEntry, IProvable
{
    /// <summary>What another clock may be ahead by.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private readonly Conversation _conversation;
    private readonly DeliveryJournal _journal;
    private int _outstanding;

    public IncomingDelivery(Conversation conversation, DeliveryJournal journal, NetworkEvent networkEvent)
    {
        _conversation = conversation;
        _journal = journal;
        Event = WithPossibleTime(networkEvent, conversation.Time.GetUtcNow());
        conversation.Expect();
    }

    /// <summary>What happened.</summary>
    public NetworkEvent Event { get; }

    /// <summary>True for what was found in the inbox at start: it is late, and clients may have it already under the same id.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>The id of the stanza made from it: the same whenever it is sent again.</summary>
    public string StanzaId => DeliveryIds.ForIncoming(Id);

    public override string? Concerns => Event switch
    {
        DeliveryFailed failed => failed.Target.Value,
        MessageReceived { FromMe: true, Echo: null, EditOf: null, Ids: [var id, ..] } => id.Value,
        _ => null,
    };

    public override bool IsDurable => EventPayload.IsDurable(Event);

    /// <summary>Says how many stanzas the event became, before the first of them is sent; 0 when nobody was there to receive it.</summary>
    public void ExpectProofs(int stanzas)
    {
        _outstanding = stanzas;
        if (stanzas == 0)
        {
            _journal.Finish(this, TraceOutcome.Undeliverable);
        }
    }

    /// <summary>It told of a message sent from here, and clients need not hear of it.</summary>
    public void Settled() => _journal.Finish(this, TraceOutcome.Echo);

    public void Proved()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
        {
            _journal.Finish(this, TraceOutcome.Delivered);
        }
    }

    protected override void WritePayload(IBufferWriter<byte> output) => EventPayload.Write(Event, output);

    /// <summary>Clients sort by the time and keep what is of the future at the end for ever.</summary>
    private static NetworkEvent WithPossibleTime(NetworkEvent networkEvent, DateTimeOffset now) =>
        networkEvent.At > now + Ahead ? networkEvent with { At = now } : networkEvent;

    protected override void Stored() => _conversation.Post(IsDuplicate ? null : this);
}
