using System.Text;

namespace Bridge.Adapters.Demo;

/// <summary>What the network does not take. The core degrades messages beforehand; this refuses what slipped through, and never cuts.</summary>
internal static class DemoText
{
    /// <summary>Why a message cannot be sent, or null.</summary>
    public static SendResult? Problem(MessageContent content, Capabilities capabilities)
    {
        var text = content.Text?.Plain;
        if (string.IsNullOrEmpty(text) && string.IsNullOrEmpty(content.Subject) && content.Parts.Count == 0)
            return SendResult.Refused(NetworkError.Malformed, "The message is empty.");

        if (text is null)
            return null;

        if (!IsText(text))
            return SendResult.Refused(NetworkError.Malformed, "The message has characters that are not text.");

        return Length(text, capabilities.TextUnit) > capabilities.MaxTextLength
            ? SendResult.Refused(NetworkError.TooLong, "The message is too long for this network.")
            : null;
    }

    private static int Length(string text, LengthUnit unit) => unit switch
    {
        LengthUnit.Utf8Bytes => Encoding.UTF8.GetByteCount(text),
        LengthUnit.CodePoints => text.EnumerateRunes().Count(),
        _ => text.Length,
    };

    /// <summary>Half a character, or a control character that nobody typed, would arrive as something else.</summary>
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && text[i] is not ('\n' or '\t')))
                return false;
        }

        return true;
    }
}
