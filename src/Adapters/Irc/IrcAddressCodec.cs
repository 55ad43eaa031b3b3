using System.Diagnostics.CodeAnalysis;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Addresses as biboumi has them: <c>#chan%server</c>, <c>nick%server</c>, <c>server</c>; with a fixed server <c>#chan</c>, <c>nick</c> and
/// the empty local part for the server. The last <c>%</c> separates. Ids are lower-case.
/// </summary>
internal sealed class IrcAddressCodec(IrcSettings settings) : IAddressCodec
{
    /// <summary>The characters that begin a channel's name on any server (RFC 2811 section 2.1).</summary>
    internal const string ChannelTypes = "#&!+";

    private const int MaxName = 512, MaxNamed = 10;

    /// <inheritdoc/>
    public bool TryParse(string localPart, [NotNullWhen(true)] out NetworkAddress? address)
    {
        ArgumentNullException.ThrowIfNull(localPart);
        if (settings.FixedServer is { } fixedServer)
            return TryMake(localPart, new AccountKey(fixedServer.Name), out address);
        address = null;
        var percent = localPart.LastIndexOf('%');
        var server = localPart[(percent + 1)..].ToLowerInvariant();
        if (percent == 0 || settings.Find(server) is null)
            return false;
        return TryMake(percent < 0 ? "" : localPart[..percent], new AccountKey(server), out address);
    }

    /// <inheritdoc/>
    public string? WhyRefused(string localPart)
    {
        ArgumentNullException.ThrowIfNull(localPart);
        var percent = localPart.LastIndexOf('%');
        var server = localPart[(percent + 1)..].ToLowerInvariant();
        if (settings.FixedServer is not null || percent <= 0 || settings.Find(server) is not null || !ServerName.IsValid(server))
            return null;
        return settings.AllowAnyServer
            ? $"'{server}' cannot be the name of an IRC server."
            : $"The server '{server}' is not one of this gateway. Ask its operator to add it, or use one of these: {string.Join(", ", settings.Servers.Keys.Order(StringComparer.Ordinal).Take(MaxNamed))}.";
    }

    /// <inheritdoc/>
    public string Format(NetworkAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var fixedMode = settings.FixedServer is not null;
        return address.Kind == AddressKind.Account
            ? fixedMode ? "" : address.Account.Value
            : fixedMode ? address.Id : address.Id + "%" + address.Account.Value;
    }

    /// <inheritdoc/>
    public bool TryParseTyped(string text, [NotNullWhen(true)] out NetworkAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "irc" or "ircs" && uri is not null)
            return TryParseUri(uri, out address);
        if (TryParse(text, out address) && text.Length > 0)
            return true;
        // A bare name means the only server there is.
        address = null;
        return settings.FixedServer is null && !settings.AllowAnyServer && settings.Servers.Count == 1 && text.Length > 0
            && TryMake(text, new AccountKey(settings.Servers.Keys[0]), out address);
    }

    /// <summary>Whether the name is one of a channel.</summary>
    internal static bool IsChannel(ReadOnlySpan<char> name) => name.Length > 0 && ChannelTypes.Contains(name[0], StringComparison.Ordinal);

    private bool TryParseUri(Uri uri, [NotNullWhen(true)] out NetworkAddress? address)
    {
        address = null;
        var server = (uri.Port > 0 && settings.Find(uri.Host + ":" + uri.Port) is not null ? uri.Host + ":" + uri.Port : uri.Host).ToLowerInvariant();
        var name = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) + Uri.UnescapeDataString(uri.Fragment);
        if (settings.Find(server) is null)
            return false;
        // irc://server/chan means #chan.
        var local = name.Length == 0 ? "" : IsChannel(name) ? name : "#" + name;
        return TryMake(local, new AccountKey(server), out address);
    }

    private static bool TryMake(string name, AccountKey account, [NotNullWhen(true)] out NetworkAddress? address)
    {
        address = null;
        if (name.Length == 0)
        {
            address = new NetworkAddress(AddressKind.Account, account, "");
            return true;
        }
        if (!TargetName.IsValid(name) || name.Length > MaxName)
            return false;
        var channel = IsChannel(name);
        if (channel ? name.Length == 1 : !TargetName.IsValidNick(name))
            return false;
        address = new NetworkAddress(channel ? AddressKind.Group : AddressKind.Contact, account, TargetName.ToId(name));
        return true;
    }
}
