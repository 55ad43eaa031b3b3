namespace Bridge.Store;

/// <summary>A picture, once for all who have it. Table <c>pictures</c>.</summary>
public sealed class PictureRow
{
    /// <summary>The hash of the bytes: 40 hexadecimal digits in lower case.</summary>
    public required string Sha1 { get; set; }

    /// <summary>For example <c>image/png</c>.</summary>
    public required string MediaType { get; set; }

    /// <summary>Its content.</summary>
    public required byte[] Bytes { get; set; }
}
