using System.Collections.Concurrent;
using Bridge.Adapters;
using Bridge.Xmpp;

namespace Bridge.Gateway.Puppets;

/// <summary>Who a local part stands for, remembered: the same few addresses come again and again.</summary>
internal sealed class AddressBook(IAddressCodec codec)
{
    private const int MaxRemembered = 20_000;

    private readonly ConcurrentDictionary<string, NetworkAddress?> _known = new(StringComparer.Ordinal);

    /// <summary>The account that the domain itself is, where the network has one server and its name is left out of addresses; or null.</summary>
    public AccountKey? OfDomain { get; } = codec.TryParse("", out var domain) && domain.Kind == AddressKind.Account ? domain.Account : null;

    /// <summary>The address, or null when the local part can be none.</summary>
    public NetworkAddress? Resolve(string? local)
    {
        if (local is null)
        {
            return null;
        }

        if (_known.TryGetValue(local, out var address))
        {
            return address;
        }

        address = codec.TryParse(JidEscaping.Unescape(local), out var parsed) ? parsed : null;
        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known[local] = address;
        return address;
    }
}
