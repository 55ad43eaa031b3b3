using Bridge.Adapters;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Media;

/// <summary>A small picture that the gateway itself has made.</summary>
internal sealed class ShownPicture(BitsOfBinary.Item picture) : IFileHandle
{
    public string? Name => null;

    public string MediaType => picture.Type;

    public long? Size => picture.Bytes.Length;

    public Uri? Url => null;

    public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new MemoryStream(picture.Bytes.ToArray(), writable: false));
}
