namespace Bridge.Adapters;

/// <summary>Shows something to use on another device, and goes on when that is done.</summary>
/// <param name="Text">The content of the QR code, the code to type, or the link to open.</param>
public sealed record LoginDisplay(string Text) : LoginStep
{
    /// <summary>Whether the text is to be shown as a QR code as well.</summary>
    public bool AsQrCode { get; init; }

    /// <summary>When it is no longer valid.</summary>
    public DateTimeOffset? Expires { get; init; }
}
