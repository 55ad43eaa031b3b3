using System.Collections.Concurrent;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// The names that parsed stanzas may have. The runtime keeps every <see cref="XName"/> of a living namespace for good, so a stranger who
/// invents a name for each element would fill the memory; therefore the number of names is limited, except for those that
/// the gateway itself reads (<see cref="KnownNames"/>). Past the limit, elements of names not known by then have a name in common and
/// attributes are left out.
/// </summary>
internal sealed class ParserNames(int budget)
{
    // What a name costs besides its characters, about.
    private const int Overhead = 64;

    private readonly ConcurrentDictionary<(string Uri, string Local), XName> _names = new();
    private int _left = budget;

    /// <summary>The name of an element whose own was one too many.</summary>
    public static XName Unknown { get; } = XNamespace.Get("urn:bridge:unknown") + "unknown";

    /// <summary>The names that all stanzas of this process share, some tens of megabytes at most.</summary>
    public static ParserNames Shared { get; } = new(8 * 1024 * 1024);

    /// <summary>The name of an element: that a tree keeps its shape and a stanza its root does not depend on what others have sent.</summary>
    public XName OfElement(string uri, string local) => Find(uri, local) ?? Unknown;

    /// <summary>The name of an attribute, or null when it is one too many: an element cannot have two of the same name.</summary>
    public XName? OfAttribute(string uri, string local) => Find(uri, local);

    private XName? Find(string uri, string local)
    {
        if (_names.TryGetValue((uri, local), out var name))
            return name;
        if (!KnownNames.Contains(uri, local) && Interlocked.Add(ref _left, -(Overhead + uri.Length + local.Length)) < 0)
        {
            Interlocked.Add(ref _left, Overhead + uri.Length + local.Length);
            return null;
        }
        return _names.GetOrAdd((uri, local), static key => XNamespace.Get(key.Uri).GetName(key.Local));
    }
}
