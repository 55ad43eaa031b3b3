using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What the inbox keeps of an event: a byte for its kind and its JSON.</summary>
internal static class EventPayload
{
    private const byte Message = (byte)'m', Retraction = (byte)'t', Reactions = (byte)'r', Receipt = (byte)'c', Failure = (byte)'f', Echo = (byte)'e',
        Invitation = (byte)'i', Reidentified = (byte)'d', Gap = (byte)'g', Claim = (byte)'k', NoticeKind = (byte)'n',
        Request = (byte)'q';

    /// <summary>Whether an event must survive the process.</summary>
    public static bool IsDurable(NetworkEvent networkEvent) => networkEvent
        is MessageReceived or MessagesRetracted or ReactionsChanged or ReceiptReceived or DeliveryFailed or SendEcho
        or GroupInvited or ContactRequested or ChatReidentified or HistoryGap or ClaimToken or Notice;

    public static void Write(NetworkEvent networkEvent, IBufferWriter<byte> output)
    {
        switch (networkEvent)
        {
            case MessageReceived e: Write(output, Message, e, PayloadJson.Default.MessageReceived); break;
            case MessagesRetracted e: Write(output, Retraction, e, PayloadJson.Default.MessagesRetracted); break;
            case ReactionsChanged e: Write(output, Reactions, e, PayloadJson.Default.ReactionsChanged); break;
            case ReceiptReceived e: Write(output, Receipt, e, PayloadJson.Default.ReceiptReceived); break;
            case DeliveryFailed e: Write(output, Failure, e, PayloadJson.Default.DeliveryFailed); break;
            case SendEcho e: Write(output, Echo, e, PayloadJson.Default.SendEcho); break;
            case GroupInvited e: Write(output, Invitation, e, PayloadJson.Default.GroupInvited); break;
            case ChatReidentified e: Write(output, Reidentified, e, PayloadJson.Default.ChatReidentified); break;
            case HistoryGap e: Write(output, Gap, e, PayloadJson.Default.HistoryGap); break;
            case ClaimToken e: Write(output, Claim, e, PayloadJson.Default.ClaimToken); break;
            case Notice e: Write(output, NoticeKind, e, PayloadJson.Default.Notice); break;
            case ContactRequested e: Write(output, Request, e, PayloadJson.Default.ContactRequested); break;
            default: throw new ArgumentException($"{networkEvent.GetType().Name} is not stored", nameof(networkEvent));
        }
    }

    /// <summary>Reads a payload back; null when it is not readable, which an operator's edit of the database or a newer version's row can cause.</summary>
    public static NetworkEvent? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return null;
        }

        var json = payload[1..];
        try
        {
            return payload[0] switch
            {
                Message => JsonSerializer.Deserialize(json, PayloadJson.Default.MessageReceived),
                Retraction => JsonSerializer.Deserialize(json, PayloadJson.Default.MessagesRetracted),
                Reactions => JsonSerializer.Deserialize(json, PayloadJson.Default.ReactionsChanged),
                Receipt => JsonSerializer.Deserialize(json, PayloadJson.Default.ReceiptReceived),
                Failure => JsonSerializer.Deserialize(json, PayloadJson.Default.DeliveryFailed),
                Echo => JsonSerializer.Deserialize(json, PayloadJson.Default.SendEcho),
                Invitation => JsonSerializer.Deserialize(json, PayloadJson.Default.GroupInvited),
                Reidentified => JsonSerializer.Deserialize(json, PayloadJson.Default.ChatReidentified),
                Gap => JsonSerializer.Deserialize(json, PayloadJson.Default.HistoryGap),
                Claim => JsonSerializer.Deserialize(json, PayloadJson.Default.ClaimToken),
                NoticeKind => JsonSerializer.Deserialize(json, PayloadJson.Default.Notice),
                Request => JsonSerializer.Deserialize(json, PayloadJson.Default.ContactRequested),
                _ => null,
            };
        }
        catch (Exception e) when (PayloadJson.IsUnreadable(e))
        {
            return null;
        }
    }

    private static void Write<T>(IBufferWriter<byte> output, byte kind, T value, JsonTypeInfo<T> type)
    {
        output.GetSpan(1)[0] = kind;
        output.Advance(1);
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, value, type);
    }
}
