using System.Text;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>Sends a message whose text is longer than the chat's limit as several, one after the other.</summary>
internal static class MessageSplitting
{
    /// <summary>Whether a text is longer than the chat takes in one message.</summary>
    public static bool IsNeeded(Capabilities capabilities, MessageContent content) =>
        capabilities.MaxTextLength is { } limit && content.Text is { } text && Length(text.Plain, capabilities.TextUnit) > limit;

    /// <summary>Sends a message, whole or in pieces. The pieces' ids are those of one logical message.</summary>
    public static async ValueTask<SendResult> SendAsync(INetworkSession session, OutgoingMessage message, CancellationToken stop)
    {
        var capabilities = session.GetCapabilities(message.Chat);
        if (!IsNeeded(capabilities, message.Content) || capabilities.MaxTextLength is not { } limit || message.Content.Text is not { } text)
        {
            return await session.SendAsync(message, stop);
        }

        List<MessageId> ids = [];
        var first = true;
        foreach (var (start, length) in Split(text.Plain, limit, capabilities.TextUnit))
        {
            var piece = Cut(text, start, length);
            var result = await session.SendAsync(
                first
                    ? message with { Content = message.Content with { Text = piece } }
                    : new OutgoingMessage
                    {
                        Token = new SendToken($"{message.Token.Value}-{ids.Count}"),
                        Chat = message.Chat,
                        Content = new MessageContent { Text = piece, Flags = message.Content.Flags },
                        Thread = message.Thread,
                        OnBehalfOf = message.OnBehalfOf,
                    },
                stop);
            if (result.Outcome != SendOutcome.Accepted)
            {
                return first ? result : SendResult.Uncertain("only the beginning of it was sent: " + result.Reason);
            }

            ids.AddRange(result.Ids);
            first = false;
        }

        return SendResult.AcceptedAs(ids);
    }

    /// <summary>Cuts a text into pieces within a limit, at line or word ends where there are any in the last third, never within a code point.</summary>
    internal static IEnumerable<(int Start, int Length)> Split(string text, int limit, LengthUnit unit)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = FurthestEnd(text, start, Math.Max(limit, 4), unit);
            if (end < text.Length)
            {
                var third = start + ((end - start) * 2 / 3);
                var cut = text.LastIndexOf('\n', end - 1, end - third);
                cut = cut < 0 ? text.LastIndexOf(' ', end - 1, end - third) : cut;
                end = cut > start ? cut + 1 : end;
            }

            yield return (start, text.AsSpan(start, end - start).TrimEnd(" \n").Length);
            start = end;
        }
    }

    /// <summary>A piece of a text, with what is marked of it.</summary>
    private static RichText Cut(RichText text, int start, int length)
    {
        List<TextSpan> spans = [];
        foreach (var span in text.Spans)
        {
            var (from, to) = (Math.Max(span.Start, start), Math.Min(span.Start + span.Length, start + length));
            if (from < to)
            {
                spans.Add(span with { Start = from - start, Length = to - from });
            }
        }

        return new RichText(text.Plain.Substring(start, length)) { Spans = spans };
    }

    private static int FurthestEnd(string text, int start, int limit, LengthUnit unit)
    {
        var used = 0;
        var end = start;
        while (end < text.Length)
        {
            var step = char.IsSurrogatePair(text, end) ? 2 : 1;
            used += Length(text.AsSpan(end, step), unit);
            if (used > limit)
            {
                break;
            }

            end += step;
        }

        return end;
    }

    private static int Length(ReadOnlySpan<char> text, LengthUnit unit)
    {
        switch (unit)
        {
            case LengthUnit.Utf8Bytes:
                return Encoding.UTF8.GetByteCount(text);
            case LengthUnit.CodePoints:
                var count = 0;
                foreach (var _ in text.EnumerateRunes())
                {
                    count++;
                }

                return count;
            default:
                return text.Length;
        }
    }
}
