using System.Buffers;
using System.Text.Json;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>
/// What the outbox keeps of a message: enough to send it, to reflect it and to answer its sender after a restart. What is not there has its
/// default, so that rows of former versions stay readable.
/// </summary>
internal sealed record OutgoingPayload(MessageContent? Content, bool WantsReceipt, string? ViaRoom)
{
    public OutgoingKind Kind { get; init; }

    public bool IsUnstyled { get; init; }

    public string? Target { get; init; }

    public string? Thread { get; init; }

    public OutgoingReply? Reply { get; init; }

    public IReadOnlyList<string>? Reactions { get; init; }

    public IReadOnlyList<string>? FormerReactions { get; init; }

    public string? Excerpt { get; init; }

    public string? Author { get; init; }

    /// <summary>What was asked.</summary>
    public OutgoingRequest ToRequest() => new()
    {
        Kind = Kind,
        Content = Content ?? new MessageContent(),
        IsUnstyled = IsUnstyled,
        Target = Target,
        Thread = Thread,
        Reply = Reply,
        Reactions = Reactions ?? [],
        FormerReactions = FormerReactions ?? [],
        Excerpt = Excerpt,
        Author = Author,
    };

    public static void Write(OutgoingDelivery delivery, IBufferWriter<byte> output)
    {
        var request = delivery.Request;
        var payload = new OutgoingPayload(request.Kind is OutgoingKind.Message or OutgoingKind.Correction ? request.Content : null, delivery.WantsReceipt, delivery.ViaRoom)
        {
            Kind = request.Kind,
            IsUnstyled = request.IsUnstyled,
            Target = request.Target,
            Thread = request.Thread,
            Reply = request.Reply,
            Reactions = NullIfEmpty(request.Reactions),
            FormerReactions = NullIfEmpty(request.FormerReactions),
            Excerpt = request.Excerpt,
            Author = request.Author,
        };
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, payload, PayloadJson.Default.OutgoingPayload);
    }

    /// <summary>Reads a payload back; null when it is not readable, which an operator's edit of the database or a newer version's row can cause.</summary>
    public static OutgoingPayload? Read(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, PayloadJson.Default.OutgoingPayload) is { } read && read.IsComplete ? read : null;
        }
        catch (Exception e) when (PayloadJson.IsUnreadable(e))
        {
            return null;
        }
    }

    private bool IsComplete => Kind switch
    {
        OutgoingKind.Message => Content is not null,
        OutgoingKind.Correction => Content is not null && Target is not null,
        OutgoingKind.Reactions or OutgoingKind.Retraction => Target is not null,
        _ => false,
    };

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string> texts) => texts.Count == 0 ? null : texts;
}
