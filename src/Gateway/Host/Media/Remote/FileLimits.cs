using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>What files a chat takes, and the gateway for it.</summary>
/// <param name="Capabilities">The chat's.</param>
/// <param name="Relayed">The largest file that the gateway relays; 0 when it relays none.</param>
internal sealed record FileLimits(Capabilities Capabilities, long Relayed)
{
    /// <summary>The largest file in bytes.</summary>
    public long Most => Math.Min(Relayed, Capabilities.MaxFileBytes ?? long.MaxValue);

    /// <summary>Why a file is not taken; null when it is.</summary>
    /// <param name="size">How large it is, when that is known.</param>
    /// <param name="type">Its media type.</param>
    public NetworkException? WhyNot(long? size, string type) =>
        size > Most ? TooLarge()
        : FileTypes.IsAmong(type, Capabilities.FileTypes) ? null
        : new NetworkException(NetworkError.Unsupported, $"This network takes no files of the type {type}, only {string.Join(", ", Capabilities.FileTypes.Take(16))}.");

    /// <summary>That a file is larger than what is taken.</summary>
    public NetworkException TooLarge() => new(
        NetworkError.TooLarge,
        Relayed < (Capabilities.MaxFileBytes ?? long.MaxValue)
            ? $"The file is larger than the {FileNames.Size(Relayed)} that this gateway relays."
            : $"The file is larger than the {FileNames.Size(Most)} that this network takes.");
}
