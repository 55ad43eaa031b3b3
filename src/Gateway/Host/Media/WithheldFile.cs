using Bridge.Adapters;

namespace Bridge.Gateway.Media;

/// <summary>A file of a network that could not be passed on.</summary>
/// <param name="File">The file.</param>
/// <param name="Reason">Why: the rest of a sentence.</param>
internal sealed record WithheldFile(IFileHandle File, string Reason) : IFileHandle
{
    public string? Name => File.Name;

    public string MediaType => File.MediaType;

    public long? Size => File.Size;

    public Uri? Url => null;

    public Task<Stream> OpenAsync(CancellationToken stop) => File.OpenAsync(stop);
}
