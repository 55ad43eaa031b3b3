namespace Bridge.Store;

/// <summary>A picture of a person.</summary>
/// <param name="Sha1">The hash of the bytes: 40 hexadecimal digits in lower case.</param>
/// <param name="MediaType">For example <c>image/png</c>.</param>
/// <param name="Bytes">Its content.</param>
public sealed record Picture(string Sha1, string MediaType, byte[] Bytes);
