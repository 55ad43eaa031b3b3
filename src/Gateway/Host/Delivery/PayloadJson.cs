using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>The JSON of stored payloads.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(FileHandleConverter), typeof(MessagePartConverter), typeof(PollOptionConverter)])]
[JsonSerializable(typeof(OutgoingPayload))]
[JsonSerializable(typeof(MessageReceived))]
[JsonSerializable(typeof(MessagesRetracted))]
[JsonSerializable(typeof(ReactionsChanged))]
[JsonSerializable(typeof(ReceiptReceived))]
[JsonSerializable(typeof(DeliveryFailed))]
[JsonSerializable(typeof(SendEcho))]
[JsonSerializable(typeof(GroupInvited))]
[JsonSerializable(typeof(ContactRequested))]
[JsonSerializable(typeof(ChatReidentified))]
[JsonSerializable(typeof(HistoryGap))]
[JsonSerializable(typeof(ClaimToken))]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(FilePart))]
[JsonSerializable(typeof(LocationPart))]
[JsonSerializable(typeof(ContactCardPart))]
[JsonSerializable(typeof(PollPart))]
[JsonSerializable(typeof(LinkPreviewPart))]
[JsonSerializable(typeof(StoredFileHandle))]
internal sealed partial class PayloadJson : JsonSerializerContext
{
    /// <summary>Whether an exception tells of JSON that is not what was written: its own mistakes, or values that converters and constructors refuse.</summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException;
}
