using System.Net.Sockets;
using Bridge.Gateway.Admin;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// The host around the services, built from the emptiest builders there are: everything they leave out is either made by
/// <see cref="GatewaySetup"/> already or not needed. A web server is in it only when <c>Bridge:Admin:Url</c> is set.
/// </summary>
internal sealed partial class GatewayHost
{
    private readonly GatewaySetup _setup;
    private readonly ILogger _logger;
    private readonly Func<IHost> _build;

    public GatewayHost(GatewaySetup setup)
    {
        _setup = setup;
        _logger = setup.Loggers.CreateLogger("Bridge");
        (Services, _build) = setup.Configuration.Admin is { } admin ? CreateWeb(admin) : CreatePlain();
        Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(setup.Loggers));
        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(setup.Configuration);
        Services.AddSingleton(setup.Access);
        Services.AddSingleton(setup.Networks);
    }

    /// <summary>Where the gateway's services are added.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Runs until SIGTERM or SIGINT and gives the exit status.</summary>
    public async Task<int> RunAsync(TextWriter error)
    {
        try
        {
            var host = _build();
            await using var services = (IAsyncDisposable)host;
            await host.StartAsync();
            LogStarted(host);
            await host.WaitForShutdownAsync();
            LogStopped();

            // A service that throws stops the host; without this the status would say that somebody asked for it.
            var failed = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true });
            return failed ? ExitStatus.Failed : ExitStatus.Stopped;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            return Refuse(new ListenException(ListenAddress.AdminKey, _setup.Configuration.Admin!.Url, e), error);
        }
        catch (ListenException e)
        {
            return Refuse(e, error);
        }
        catch (Exception e)
        {
            LogFailed(e);
            return ExitStatus.Failed;
        }
    }

    private static int Refuse(ListenException failure, TextWriter error)
    {
        var problems = new ConfigurationProblems();
        failure.Report(problems);
        GatewaySetup.Print(problems, error);
        return ExitStatus.Configuration;
    }

    private static (IServiceCollection, Func<IHost>) CreatePlain()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        return (builder.Services, builder.Build);
    }

    private static (IServiceCollection, Func<IHost>) CreateWeb(AdminConfiguration admin)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(admin.Url.GetLeftPart(UriPartial.Authority)).ConfigureKestrel(options => options.AddServerHeader = false);
        return (builder.Services, Build);

        IHost Build()
        {
            var app = builder.Build();
            app.Run(HealthEndpoints.AnswerAsync);
            return app;
        }
    }

    private void LogStarted(IHost host)
    {
        if (host.Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>() is { } addresses)
        {
            LogWeb(string.Join(", ", addresses.Addresses));
        }
    }

    [LoggerMessage(4002, LogLevel.Information, "Health at {Addresses}/health/ready")]
    private partial void LogWeb(string addresses);

    [LoggerMessage(4003, LogLevel.Information, "Stopped")]
    private partial void LogStopped();

    [LoggerMessage(4004, LogLevel.Critical, "Bridge ends because of an error it did not expect")]
    private partial void LogFailed(Exception exception);
}
