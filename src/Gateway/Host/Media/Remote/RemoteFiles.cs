using System.Net.Security;
using Bridge.Gateway.Configuration;

namespace Bridge.Gateway.Media.Remote;

/// <summary>What fetches the files that clients send, for all networks.</summary>
/// <param name="media">What is relayed, and from where.</param>
/// <param name="dataDirectory">Below it lie files that have to be whole before they are sent on.</param>
/// <param name="time">The clock.</param>
/// <param name="certificates">Another judge of certificates than the system, or null.</param>
internal sealed class RemoteFiles(MediaConfiguration media, string dataDirectory, TimeProvider time, RemoteCertificateValidationCallback? certificates = null) : IDisposable
{
    /// <summary>The largest file that is relayed; 0 when none is.</summary>
    public long Most => media.MaxFileBytes;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The way to the web.</summary>
    public GuardedHttp Http { get; } = new(media.AllowedHosts, time, certificates);

    /// <summary>Where files lie that have to be whole before they are sent on.</summary>
    public TransferFolder Folder { get; } = new(Path.Combine(dataDirectory, "transfers"));

    /// <summary>How much of it one user may take.</summary>
    public TransferSlots Slots { get; } = new();

    public void Dispose() => Http.Dispose();
}
