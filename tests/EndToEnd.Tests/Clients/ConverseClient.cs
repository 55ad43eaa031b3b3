using System.Globalization;
using Bridge.Testing.Servers;
using Microsoft.Playwright;

namespace Bridge.EndToEnd.Tests.Clients;

/// <summary>
/// Converse.js in Chromium, used as a person does: by what is on the screen. The page comes from the XMPP server, and nothing is asked of any
/// other.
/// </summary>
internal sealed class ConverseClient : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Converse</title><link rel="stylesheet" href="dist/converse.min.css"></head>
        <body class="converse-fullscreen">
        <script type="module">
          import converse from './dist/converse.min.js';
          converse.initialize({
            view_mode: 'fullscreen', authentication: 'login', websocket_url: `ws://${location.host}/xmpp-websocket`, assets_path: '/files/dist/',
            discover_connection_methods: false, auto_reconnect: false, play_sounds: false, i18n: 'en', allow_non_roster_messaging: true,
          });
        </script>
        </body>
        </html>
        """;

    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));
    private static readonly string Package = Path.Combine(Artifacts, "clients", "node_modules", "converse.js", "dist");

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly string _home;
    private int _pictures;

    private ConverseClient(IPlaywright playwright, IBrowser browser, IPage page, string home) => (_playwright, _browser, Page, _home) = (playwright, browser, page, home);

    /// <summary>Why it cannot run here, or null.</summary>
    public static string? WhyMissing =>
        !File.Exists(Chromium) ? "Converse.js cannot run: install chromium (./test does)"
        : !File.Exists(Path.Combine(Package, "converse.min.js")) ? $"Converse.js is not in {Package}: ./test puts it there by npm"
        : null;

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>The messages of the open chat.</summary>
    public ILocator Messages => Page.Locator(".chat-msg:visible");

    /// <summary>Opens the page and logs in by its form.</summary>
    public static async Task<ConverseClient> LogInAsync(ProsodyServer server, string account)
    {
        var site = $"http://127.0.0.1:{server.BrowserPort.ToString(CultureInfo.InvariantCulture)}";
        Directory.CreateDirectory(server.PagesFolder);
        await File.WriteAllTextAsync(Path.Combine(server.PagesFolder, "index.html"), Html);
        if (!Path.Exists(Path.Combine(server.PagesFolder, "dist")))
            Directory.CreateSymbolicLink(Path.Combine(server.PagesFolder, "dist"), Package);
        var home = Directory.CreateTempSubdirectory("bridge-chromium-").FullName;
        var playwright = await Playwright.CreateAsync();
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(static entry => (string)entry.Key, static entry => (string)entry.Value!);
        environment["HOME"] = home;
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"], Env = environment });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 800 }, Locale = "en-GB" });
        var client = new ConverseClient(playwright, browser, page, home);
        try
        {
            page.SetDefaultTimeout(30_000);
            await page.RouteAsync(url => !url.StartsWith(site, StringComparison.Ordinal), static route => route.AbortAsync());
            await page.GotoAsync($"{site}/files/index.html");
            await page.Locator("converse-login-form input[name=jid]").FillAsync($"{account}@localhost");
            await page.Locator("converse-login-form input[name=password]").FillAsync(XmppServer.Password);
            await page.Locator("converse-login-form input[name=password]").PressAsync("Enter");
            await page.Locator("converse-chat-toolbar, converse-user-profile, #conversejs .controlbox-section, converse-controlbox .userinfo").First.WaitForAsync();
            return client;
        }
        catch
        {
            await client.PictureAsync("trouble");
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps what is on the screen, beside the results of the tests.</summary>
    public Task PictureAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artifacts, "test-results", "screenshots", $"converse-{++_pictures}-{name}.png") });

    /// <summary>Opens the chat with somebody who is not in the contact list, by an address as it stands in a link.</summary>
    public Task OpenAsync(string jid) => Page.EvaluateAsync("jid => { location.hash = '#converse/chat?jid=' + jid; }", jid);

    /// <summary>The entry of somebody in the contact list.</summary>
    public ILocator Contact(string jid) => Page.Locator($"converse-roster a.open-chat[data-jid='{jid}']");

    /// <summary>Writes into the open chat and sends it.</summary>
    public async Task SayAsync(string text)
    {
        var field = Page.Locator(".chat-textarea:visible");
        await field.FillAsync(text);
        await field.PressAsync("Enter");
    }

    /// <summary>The newest message of the open chat with this text, from me or from them.</summary>
    public ILocator Message(string text, bool isMine) =>
        Messages.Filter(new LocatorFilterOptions { Has = Page.Locator($".chat-msg__content--{(isMine ? "me" : "them")}") })
            .Filter(new LocatorFilterOptions { Has = Page.Locator(".chat-msg__text", new PageLocatorOptions { HasText = text }) }).Last;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
