using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Commands;

/// <summary>Something to use on another device.</summary>
/// <param name="Text">As a text: a code, or an address.</param>
/// <param name="Image">The same as a picture, or null.</param>
internal sealed record CommandShow(string Text, BitsOfBinary.Item? Image)
{
    /// <summary>The address that the text is, or null.</summary>
    public string? Url => Uri.TryCreate(Text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? Text : null;
}
