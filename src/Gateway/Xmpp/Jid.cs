using System.Diagnostics.CodeAnalysis;

namespace Bridge.Xmpp;

/// <summary>
/// An XMPP address, <c>local@domain/resource</c> (RFC 7622), in its prepared form. Immutable; two addresses are equal
/// when their prepared forms are equal, character by character.
/// </summary>
/// <remarks>
/// A domain is kept in the form in which it was written (U-label or A-label), because XMPP servers compare domains
/// that way and would not recognise their own name in the other form.
/// </remarks>
public sealed class Jid : IEquatable<Jid>
{
    private readonly string _text;
    private Jid? _bare;
    private int _hash;

    private Jid(string? local, string domain, string? resource)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        _text = (local, resource) switch
        {
            (null, null) => domain,
            (null, _) => $"{domain}/{resource}",
            (_, null) => $"{local}@{domain}",
            _ => $"{local}@{domain}/{resource}",
        };
    }

    /// <summary>The part before <c>@</c>, 1 to 1023 bytes of UTF-8, or null.</summary>
    public string? Local { get; }

    /// <summary>The domain, 1 to 1023 bytes of UTF-8.</summary>
    public string Domain { get; }

    /// <summary>The part after the first <c>/</c>, 1 to 1023 bytes of UTF-8, or null.</summary>
    public string? Resource { get; }

    /// <summary>This address without its resource; the same instance when there is none.</summary>
    public Jid Bare => Resource is null ? this : _bare ??= new Jid(Local, Domain, null);

    /// <summary>True when there is no resource.</summary>
    public bool IsBare => Resource is null;

    /// <summary>True when the address is a domain and nothing else.</summary>
    public bool IsDomain => Local is null && Resource is null;

    /// <summary>Reads and prepares an address (RFC 7622 section 3). Never throws.</summary>
    /// <param name="text">Anything a stranger may have sent.</param>
    /// <param name="jid">The prepared address.</param>
    /// <returns>False when <paramref name="text"/> is no legal address.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (string.IsNullOrEmpty(text) || text.Length > JidPreparation.MaxAddressLength)
            return false;
        if (JidCache.TryGet(text, out jid))
            return true;
        // RFC 7622 section 3.1: the resource starts at the first slash, and only what is left of it is searched for an at-sign.
        var slash = text.IndexOf('/');
        var bare = slash < 0 ? text : text[..slash];
        var at = bare.IndexOf('@');
        if (!TryCreate(at < 0 ? null : bare[..at], bare[(at + 1)..], slash < 0 ? null : text[(slash + 1)..], out jid))
            return false;
        JidCache.Add(text == jid._text ? jid._text : text, jid);
        return true;
    }

    /// <summary>Reads and prepares an address.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="FormatException"><paramref name="text"/> is no legal address.</exception>
    public static Jid Parse(string text) =>
        TryParse(text, out var jid) ? jid : throw new FormatException($"'{text}' is not an XMPP address.");

    /// <summary>Makes an address of its parts, preparing each. Never throws.</summary>
    /// <param name="local">The local part, already escaped (<see cref="JidEscaping"/>), or null.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="resource">The resource, or null.</param>
    /// <param name="jid">The prepared address.</param>
    /// <returns>False when a part is empty, too long or has a character that it may not have.</returns>
    public static bool TryCreate(string? local, string domain, string? resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        string? preparedLocal = null, preparedResource = null;
        if (local is not null && !JidPreparation.TryLocal(local, out preparedLocal))
            return false;
        if (resource is not null && !JidPreparation.TryResource(resource, out preparedResource))
            return false;
        if (!JidPreparation.TryDomain(domain, out var preparedDomain))
            return false;
        jid = new Jid(preparedLocal, JidCache.Share(preparedDomain), preparedResource);
        return true;
    }

    /// <summary>
    /// Makes a legal resource of a display name, for example an occupant's nickname: characters that a resource may not
    /// have are left out, the ends are trimmed, and what is too long is cut. Never throws.
    /// </summary>
    /// <param name="name">Any text.</param>
    /// <param name="resource">A text that <see cref="WithResource"/> accepts and does not change.</param>
    /// <returns>False when nothing is left.</returns>
    public static bool TryMakeResource(string? name, [NotNullWhen(true)] out string? resource) =>
        JidPreparation.TryMakeResource(name, out resource);

    /// <summary>This address with another resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <exception cref="FormatException"><paramref name="resource"/> is no legal resource.</exception>
    public Jid WithResource(string resource) => JidPreparation.TryResource(resource, out var prepared)
        ? prepared == Resource ? this : new Jid(Local, Domain, prepared) { _bare = Bare }
        : throw new FormatException($"'{resource}' is not a legal resource.");

    /// <summary>True when both are null or have the same prepared form.</summary>
    /// <param name="left">An address.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True when the prepared forms differ.</summary>
    /// <param name="left">An address.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(Jid? left, Jid? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Jid? other) => ReferenceEquals(this, other) || (other is not null && _text == other._text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Jid);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The prepared form, <c>local@domain/resource</c>.</summary>
    public override string ToString() => _text;
}
