namespace Bridge.Store;

/// <summary>A picture without its content.</summary>
/// <param name="Sha1">The hash of the bytes: 40 hexadecimal digits in lower case.</param>
/// <param name="MediaType">For example <c>image/png</c>.</param>
/// <param name="Size">Bytes.</param>
public sealed record StoredPicture(string Sha1, string MediaType, int Size);
