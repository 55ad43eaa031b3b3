namespace Bridge.Adapters;

/// <summary>A person is typing, or no longer (XEP-0085). Never stored.</summary>
/// <param name="Sender">Who.</param>
/// <param name="Kind">What they do.</param>
public sealed record ActivityChanged(ContactId Sender, ActivityKind Kind) : NetworkEvent;
