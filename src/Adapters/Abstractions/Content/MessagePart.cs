namespace Bridge.Adapters;

/// <summary>Something beside the text: one of <see cref="FilePart"/>, <see cref="LocationPart"/>, <see cref="ContactCardPart"/>, <see cref="PollPart"/>, <see cref="LinkPreviewPart"/>.</summary>
public abstract record MessagePart
{
    private protected MessagePart()
    {
    }
}
