using System.Net.Sockets;
using Bridge.Gateway.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Gateway.Media;

/// <summary>Serves the files in the gateway's own store, at an address of their own: nothing else answers there.</summary>
internal sealed partial class MediaServer(HostingConfiguration hosting, HostedFiles files, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private const int MaxConnections = 1_000, MaxRequestBytes = 16 * 1024;

    private readonly ILogger _log = loggers.CreateLogger<MediaServer>();
    private WebApplication? _web;

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? Address => _web?.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? new Uri(address) : null;

    /// <exception cref="ListenException">The address cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(hosting.Listen.GetLeftPart(UriPartial.Authority)).ConfigureKestrel(static options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = MaxConnections;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.MaxRequestHeadersTotalSize = MaxRequestBytes;
        });
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        var web = builder.Build();
        web.Run(new MediaAnswers(hosting, files).AnswerAsync);
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            await web.DisposeAsync();
            throw new ListenException(ListenAddress.MediaKey, hosting.Listen, e);
        }

        _web = web;
        LogListens(_log, Address!, hosting.PublicUrl);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _web?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(4020, LogLevel.Information, "files of networks are served at {Address}, for people at {PublicUrl}")]
    private static partial void LogListens(ILogger log, Uri address, Uri publicUrl);
}
