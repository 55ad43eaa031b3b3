using System.Xml.Linq;

namespace Bridge.Gateway.Conversations;

/// <summary>One of the stanzas that a message becomes in a direct chat.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Elements">What belongs to the body.</param>
internal sealed record DirectPiece(string Body, IReadOnlyList<XElement> Elements)
{
    /// <summary>Whether the body is an address that clients recognise as long as nothing else is in it.</summary>
    public bool IsAddress { get; init; }

    /// <summary>Whether it is a file, of which no client takes a new version.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether it has the text of the message.</summary>
    public bool IsText { get; init; }

    /// <summary>Whom the body names.</summary>
    public IReadOnlyList<BodyMention> Mentions { get; init; } = [];
}
