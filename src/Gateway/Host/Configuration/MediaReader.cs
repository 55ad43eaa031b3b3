namespace Bridge.Gateway.Configuration;

/// <summary>Reads the section <c>Bridge:Media</c>.</summary>
internal sealed class MediaReader(SectionReader media, ConfigurationProblems problems)
{
    private const long DefaultMaxFileBytes = 100L * 1024 * 1024, DefaultQuotaBytes = 1024L * 1024 * 1024, DefaultTotalBytes = 10 * DefaultQuotaBytes;
    private const int MostKeepDays = 3_650;
    private const string DefaultListen = "http://127.0.0.1:5281", SizeFix = "use a number of bytes, 0 or more, without a unit, for example 104857600";

    /// <summary>The section as far as it could be read.</summary>
    /// <param name="admin">Where the web API listens, or null.</param>
    public MediaConfiguration Read(Uri? admin)
    {
        var size = Bytes("MaxFileBytes", DefaultMaxFileBytes);
        var days = media.Number(
            "KeepDays", MediaConfiguration.DefaultKeepDays, 1, MostKeepDays, "is not a number of days", $"use a whole number from 1 to {MostKeepDays}");
        var read = new MediaConfiguration(size)
        {
            AllowedHosts = ReadAllowedHosts(media.Child("AllowedHosts")),
            Hosting = ReadHosting(admin),
            KeepFor = TimeSpan.FromDays(days),
        };
        media.RefuseUnknownKeys();
        return read;
    }

    private List<AllowedHost> ReadAllowedHosts(SectionReader list)
    {
        List<AllowedHost> hosts = [];
        foreach (var entry in list.Children())
        {
            if (AllowedHost.Parse(entry.Value?.Trim() ?? "") is { } host)
            {
                hosts.Add(host);
            }
            else
            {
                problems.Error(entry.Path, entry.Value, "is not a host", "use a name or an address, with a port if it is not 80 or 443, for example upload.example.org:5281");
            }
        }

        return hosts;
    }

    private HostingConfiguration? ReadHosting(Uri? admin)
    {
        var address = media.Text("PublicUrl");
        var listen = ReadListen(admin);
        var (quota, total) = (Bytes("QuotaBytes", DefaultQuotaBytes), Bytes("TotalBytes", DefaultTotalBytes));
        if (address is null)
        {
            return null;
        }

        // What is for this machine alone never leaves it; everybody else would send it in the clear.
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url is not { Query: "", Fragment: "", UserInfo: "" }
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && ListenAddress.IsLoopback(url))))
        {
            var shown = address.Contains('@', StringComparison.Ordinal) ? null : address;
            media.Error(
                "PublicUrl", shown, "is not an address that people can fetch files from", "use https, without a query, for example https://files.example.org/ (a reverse proxy answers there)");
            return null;
        }

        return listen is null ? null : new HostingConfiguration(url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"), listen, quota, total);
    }

    private Uri? ReadListen(Uri? admin)
    {
        var text = media.Text("Listen") ?? DefaultListen;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !ListenAddress.IsValid(url))
        {
            media.Error(
                "Listen", text.Contains('@', StringComparison.Ordinal) ? null : text, "is not an address that files can be served at",
                $"use http, an IP address, a port and no path, for example {DefaultListen} (for https put a reverse proxy in front)");
            return null;
        }

        if (url.Port != 0 && url.Port == admin?.Port)
        {
            media.Error("Listen", text, "is the port of Bridge:Admin:Url", "use another port: whoever may fetch files must not reach the web API");
            return null;
        }

        return url;
    }

    private long Bytes(string key, long missing) => media.Number(key, missing, 0, long.MaxValue, "is not a size", SizeFix);
}
