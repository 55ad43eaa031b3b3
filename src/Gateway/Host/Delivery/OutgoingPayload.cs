using System.Buffers;
using System.Text.Json;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What the outbox keeps of a message: enough to send it, to reflect it and to answer its sender after a restart.</summary>
internal sealed record OutgoingPayload(MessageContent Content, bool WantsReceipt, string? ViaRoom)
{
    public static void Write(OutgoingDelivery delivery, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(
            writer, new OutgoingPayload(delivery.Content, delivery.WantsReceipt, delivery.ViaRoom), PayloadJson.Default.OutgoingPayload);
    }

    /// <summary>Reads a payload back; null when it is not readable, which an operator's edit of the database can cause.</summary>
    public static OutgoingPayload? Read(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, PayloadJson.Default.OutgoingPayload) is { Content: not null } read ? read : null;
        }
        catch (Exception e) when (PayloadJson.IsUnreadable(e))
        {
            return null;
        }
    }
}
