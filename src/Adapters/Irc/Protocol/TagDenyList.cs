namespace Bridge.Adapters.Irc;

/// <summary>Which client-only tags a server blocks (message-tags, "RPL_ISUPPORT Tokens"). Immutable.</summary>
internal sealed class TagDenyList
{
    private const int MaxNames = 200;

    private readonly bool _all;
    private readonly HashSet<string> _named;

    private TagDenyList(bool all, HashSet<string> named)
    {
        _all = all;
        _named = named;
    }

    /// <summary>Nothing is blocked.</summary>
    internal static TagDenyList None { get; } = new(false, []);

    /// <summary>Reads <c>foo,bar</c> or <c>*,-foo,-bar</c>.</summary>
    internal static TagDenyList Parse(string value)
    {
        var names = value.Split(',', MaxNames + 1, StringSplitOptions.RemoveEmptyEntries);
        var all = names.Length > 0 && names[0] == "*";
        var named = names.Take(MaxNames).Where(name => name != "*" && name.StartsWith('-') == all).Select(name => name.TrimStart('-'));
        return new TagDenyList(all, named.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether a tag of this name, without its plus sign, is relayed.</summary>
    internal bool Allows(string name) => _all == _named.Contains(name);
}
