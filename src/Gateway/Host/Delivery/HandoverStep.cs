using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What becomes of a request in a chat that can carry so much: one call of the session, or none.</summary>
internal abstract record HandoverStep
{
    private HandoverStep()
    {
    }

    /// <summary>A new message.</summary>
    internal sealed record Send(OutgoingMessage Message) : HandoverStep;

    /// <summary>A new version of a message.</summary>
    internal sealed record Edit(MessageId Target, OutgoingMessage Message) : HandoverStep;

    /// <summary>The user's reactions to a message.</summary>
    internal sealed record React(MessageId Target, IReadOnlyList<string> Reactions) : HandoverStep;

    /// <summary>A message is deleted.</summary>
    internal sealed record Retract(IReadOnlyList<MessageId> Targets) : HandoverStep;

    /// <summary>The user's vote in a poll.</summary>
    internal sealed record Vote(MessageId Poll, IReadOnlyList<int> Options) : HandoverStep;

    /// <summary>Nothing that the network would have to know.</summary>
    internal sealed record Nothing : HandoverStep;

    /// <summary>It cannot be done.</summary>
    internal sealed record Refuse(NetworkError Error, string Reason) : HandoverStep;
}
