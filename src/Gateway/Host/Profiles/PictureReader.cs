using System.Security.Cryptography;
using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Profiles;

/// <summary>Reads pictures of people, as far as clients show them.</summary>
internal static class PictureReader
{
    /// <summary>The most bytes of a picture: Monal shows no larger ones, and each is sent as text in one stanza.</summary>
    public const int MaxBytes = 100 * 1024;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads a picture.</summary>
    /// <returns>Null when it is too large, or no picture that clients show.</returns>
    /// <exception cref="NetworkException">It cannot be had now.</exception>
    public static async Task<Picture?> ReadAsync(IFileHandle file, CancellationToken stop)
    {
        // The size is what somebody claims; the limit holds for what comes.
        if (file.Size > MaxBytes)
        {
            return null;
        }

        await using var source = await file.OpenAsync(stop);
        var bytes = new byte[Math.Min(file.Size ?? MaxBytes, MaxBytes) + 1];
        var length = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        if (length == bytes.Length && length <= MaxBytes)
        {
            Array.Resize(ref bytes, MaxBytes + 1);
            length += await source.ReadAtLeastAsync(bytes.AsMemory(length), bytes.Length - length, throwOnEndOfStream: false, stop);
        }

        return length > MaxBytes ? null : Of(bytes.AsMemory(0, length));
    }

    /// <summary>A picture of its content; null when that is none that clients show. What somebody says of its type does not count.</summary>
    public static Picture? Of(ReadOnlyMemory<byte> content) => content.Length <= MaxBytes && TypeOf(content.Span) is { } type
        ? new Picture(Convert.ToHexStringLower(Sha1(content.Span)), type, content.ToArray())
        : null;

#pragma warning disable CA5350 // XEP-0084 section 4.2 and XEP-0153 section 3.1 name pictures so.
    private static byte[] Sha1(ReadOnlySpan<byte> content) => SHA1.HashData(content);
#pragma warning restore CA5350

    private static string? TypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith(Png) ? "image/png"
        : content.StartsWith(Jpeg) ? "image/jpeg"
        : content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) ? "image/gif"
        : content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;
}
