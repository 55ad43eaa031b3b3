using Bridge.Adapters;

namespace Bridge.Conformance;

/// <summary>A small file, or one that is gone, or goes on the way.</summary>
internal sealed class ExampleFile(string name, string mediaType) : IFileHandle
{
    private static readonly byte[] Content = "The quick brown fox jumps over the lazy dog.\n"u8.ToArray();
    private bool _broken;
    private bool _breaksOff;

    /// <summary>A file that was there when it was announced and is not when it is read.</summary>
    public static ExampleFile Broken { get; } = new("gone.txt", "text/plain") { _broken = true };

    /// <summary>A file that is longer when it is announced than when it is read.</summary>
    public static ExampleFile BreakingOff { get; } = new("half.txt", "text/plain") { _breaksOff = true };

    public string Name => name;

    public string MediaType => mediaType;

    public long? Size => Content.Length;

    public Uri? Url => null;

    public Task<Stream> OpenAsync(CancellationToken stop) => _broken
        ? throw new NetworkException(NetworkError.NotFound, "The file is gone.")
        : Task.FromResult<Stream>(_breaksOff ? new BreakingStream(Content[..10]) : new MemoryStream(Content, writable: false));
}
