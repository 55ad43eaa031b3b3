using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Bridge.Gateway.Admin;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Tests.Plugins;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Bridge.Gateway.Tests.Configuration;

public sealed class GatewayHostTests : IDisposable
{
    private static readonly string[] Paths = ["/health/live", "/health/ready", "/"];
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData(false, HttpStatusCode.OK, "ok\n")]
    [InlineData(true, HttpStatusCode.ServiceUnavailable, "irc.example.org: connecting\n")]
    public async Task Health_tells_what_is_not_ready(bool waits, HttpStatusCode expected, string body)
    {
        var seen = new List<(string, HttpStatusCode, string)>();
        var status = await RunAsync("""{ "Url": "http://127.0.0.1:0" }""", async url =>
        {
            using var http = new HttpClient();
            foreach (var path in Paths)
            {
                var answer = await http.GetAsync(new Uri(url + path), TestContext.Current.CancellationToken);
                seen.Add((path, answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
            }
        }, waits);
        Assert.Equal(0, status);
        Assert.Equal([("/health/live", HttpStatusCode.OK, "ok\n"), ("/health/ready", expected, body), ("/", HttpStatusCode.NotFound, "")], seen);
    }

    [Fact]
    public async Task Without_an_address_nothing_listens_and_it_runs_all_the_same() =>
        Assert.Equal(0, await RunAsync("{ }", AssertNone, false));

    [Fact]
    public async Task A_service_that_fails_ends_the_process_with_status_1() =>
        Assert.Equal(1, await RunAsync("{ }", _ => throw new InvalidOperationException("a mistake"), false));

    [Fact]
    public void A_port_that_is_taken_is_one_line_and_status_78()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (setup, status) = Prepare($$"""{ "Url": "http://127.0.0.1:{{((IPEndPoint)other.LocalEndpoint).Port}}" }""");
        Assert.Null(setup);
        Assert.Equal(78, status);
        Assert.Contains("another process listens on this port; choose another port", Assert.Single(ErrorLines()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_directory_that_cannot_be_made_is_told()
    {
        _folder.File("data", "a file in the way");
        Assert.Equal(78, Prepare("{ }").Status);
        Assert.Contains("Bridge:DataDirectory", Assert.Single(ErrorLines()), StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_changes_nothing()
    {
        Assert.Equal((null, 0), Prepare("{ }", "--check-config"));
        Assert.Equal($"The configuration is in order: irc at irc.example.org.{Environment.NewLine}", _output.ToString());
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "data")));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Folders_are_made_for_their_owner_alone()
    {
        Prepare("{ }").Setup!.Dispose();
        var folder = Path.Combine(_folder.Path, "data", "networks", "irc");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(File.GetUnixFileMode(folder), File.GetUnixFileMode(Path.Combine(_folder.Path, "data")));
    }

    private static Task AssertNone(string? url)
    {
        Assert.Null(url);
        return Task.CompletedTask;
    }

    private string[] ErrorLines() => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private async Task<int> RunAsync(string admin, Func<string?, Task> act, bool waits)
    {
        using var setup = Prepare(admin).Setup!;
        var host = new GatewayHost(setup);
        host.Services.AddHostedService(s => new Actor(s, act));
        if (waits)
        {
            host.Services.AddSingleton<IHealthSource>(new Waiting());
        }

        return await host.RunAsync(_error);
    }

    private (GatewaySetup? Setup, int Status) Prepare(string admin, params string[] more)
    {
        var file = _folder.File("bridge.json", $$"""
            { "Bridge": { "DataDirectory": "{{_folder.Path}}/data", "Admin": {{admin}},
              "Networks": { "irc": { "Adapter": "irc", "Domain": "irc.example.org", "Secret": "s" } } }, "Serilog": { "MinimumLevel": "Fatal" } }
            """);
        return GatewaySetup.Prepare(["--config", file, .. more], [new StubFactory("irc")], TimeProvider.System, _output, _error);
    }

    private sealed class Waiting : IHealthSource
    {
        public string Name => "irc.example.org";

        public string? Trouble => "connecting";
    }

    // Does what the test asks once the host has started, then stops it as a signal would.
    private sealed class Actor(IServiceProvider services, Func<string?, Task> act) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
            var started = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            await act(services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.Single());
            lifetime.StopApplication();
        }
    }
}
