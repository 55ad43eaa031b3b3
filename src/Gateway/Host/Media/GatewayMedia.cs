using Bridge.Gateway.Configuration;
using Bridge.Store;

namespace Bridge.Gateway.Media;

/// <summary>What all networks share for files: the folder, the gateway's own store and its server, and the way to the web space of others.</summary>
internal sealed class GatewayMedia : IDisposable
{
    /// <summary>How old a file without a row must be to be nobody's: one that was just moved gets its row now.</summary>
    private static readonly TimeSpan Unclaimed = TimeSpan.FromHours(1);

    private readonly BridgeConfiguration _configuration;
    private readonly FileStore _files;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly MediaFolder _folder;
    private readonly HostedFiles? _hosted;
    private readonly FileUpload _upload = new();

    public GatewayMedia(BridgeConfiguration configuration, FileStore files, TimeProvider time, ILoggerFactory loggers)
    {
        (_configuration, _files, _time, _loggers) = (configuration, files, time, loggers);
        _folder = new MediaFolder(configuration.DataDirectory);
        if (configuration.Media.Hosting is { } hosting)
        {
            _hosted = new HostedFiles(hosting, _folder, files, time);
            Server = new MediaServer(hosting, _hosted, loggers);
        }
    }

    /// <summary>What serves the files in the store; null when there is none.</summary>
    public MediaServer? Server { get; }

    /// <summary>What gives the files of one network an address.</summary>
    /// <param name="uploads">The web space that the network can reach.</param>
    public MediaService ForNetwork(UploadServices uploads) =>
        new(_configuration.Media, _folder, _files, _hosted, uploads, _upload, _time, _loggers.CreateLogger<MediaService>());

    /// <summary>Removes what has expired, and what no row speaks of any more.</summary>
    public async Task PruneAsync(CancellationToken stop)
    {
        bool hasMore;
        do
        {
            (var tokens, hasMore) = await _files.PruneAsync(_time.GetUtcNow().ToUnixTimeMilliseconds(), stop);
            foreach (var token in tokens)
            {
                _folder.Remove(token);
            }
        }
        while (hasMore);

        // Files have the machine's time.
        foreach (var token in _folder.ListKept(DateTimeOffset.UtcNow - Unclaimed).ToList())
        {
            if (await _files.FindAsync(token, stop) is null)
            {
                _folder.Remove(token);
            }
        }
    }

    public void Dispose() => _upload.Dispose();
}
