using System.Collections.Concurrent;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// The names that parsed stanzas may have. The runtime keeps every <see cref="XName"/> of a living namespace for good, so a stranger who
/// invents a name for each element would fill the memory; therefore the number of names is limited. Past the limit the
/// names that are known by then still work and others are left out of the tree.
/// </summary>
internal sealed class ParserNames(int budget)
{
    // What a name costs besides its characters, about.
    private const int Overhead = 64;

    private readonly ConcurrentDictionary<(string Uri, string Local), XName> _names = new();
    private int _left = budget;

    /// <summary>The names that all stanzas of this process share, some tens of megabytes at most.</summary>
    public static ParserNames Shared { get; } = new(8 * 1024 * 1024);

    public XName? Find(string uri, string local)
    {
        if (_names.TryGetValue((uri, local), out var name))
            return name;
        if (Interlocked.Add(ref _left, -(Overhead + uri.Length + local.Length)) < 0)
        {
            Interlocked.Add(ref _left, Overhead + uri.Length + local.Length);
            return null;
        }
        return _names.GetOrAdd((uri, local), static key => XNamespace.Get(key.Uri).GetName(key.Local));
    }
}
