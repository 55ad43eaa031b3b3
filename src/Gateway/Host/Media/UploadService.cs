using Bridge.Xmpp;

namespace Bridge.Gateway.Media;

/// <summary>A server's web space for files (XEP-0363).</summary>
/// <param name="Server">The server it belongs to.</param>
/// <param name="Address">Its own address.</param>
/// <param name="MaxFileSize">The largest file that it takes, or null.</param>
internal sealed record UploadService(string Server, Jid Address, long? MaxFileSize);
