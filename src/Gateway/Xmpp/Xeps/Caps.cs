using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Entity capabilities (XEP-0115).</summary>
public static class Caps
{
    private static readonly Comparer<string> Octets = Comparer<string>.Create(CompareOctets);

    /// <summary>What a presence says about its sender's capabilities.</summary>
    /// <param name="Node">The software's URI.</param>
    /// <param name="Ver">The verification string.</param>
    /// <param name="Hash">The algorithm, <c>sha-1</c> nearly always.</param>
    public sealed record Advert(string Node, string Ver, string Hash)
    {
        /// <summary>The disco node to ask for: <c>node#ver</c> (section 6.2).</summary>
        public string DiscoNode => $"{Node}#{Ver}";
    }

    /// <summary>The verification string of section 5.1, with SHA-1.</summary>
    /// <param name="info">What the entity answers to disco#info.</param>
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0115 section 10.1 makes SHA-1 the algorithm that everybody understands.")]
    public static string Ver(Disco.Info info) => Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(Generate(info))));

    /// <summary>
    /// True when <paramref name="ver"/> belongs to <paramref name="info"/>, which may then be remembered for everybody
    /// who sends it (section 5.4). An ill-formed answer belongs to none.
    /// </summary>
    /// <param name="info">The answer of one entity.</param>
    /// <param name="ver">What it advertised, hashed with SHA-1.</param>
    public static bool IsVerified(Disco.Info info, string ver)
    {
        var twice = HasTwice(info.Identities.Select(i => (i.Category, i.Type, i.Language)))
            || HasTwice(info.Features)
            || HasTwice(info.Forms.Where(form => form.FormType is not null).Select(form => form.FormType));
        return !twice && Ver(info) == ver;
    }

    /// <summary>The element for a presence.</summary>
    /// <param name="node">The software's URI.</param>
    /// <param name="ver">The result of <see cref="Ver"/>.</param>
    public static XElement Build(string node, string ver) => new(
        Ns.Caps + "c", new XAttribute("hash", "sha-1"), new XAttribute("node", node), new XAttribute("ver", ver));

    /// <summary>Reads what a presence advertises. Never throws.</summary>
    /// <param name="presence">A presence.</param>
    /// <returns>Null when it advertises nothing, or in the form that was abandoned in 2008 (section 5.4, no hash).</returns>
    public static Advert? Read(XElement presence) => presence.Child(Ns.Caps, "c") is { } c
        && c.Attr("node") is { Length: > 0 } node && c.Attr("ver") is { Length: > 0 } ver && c.Attr("hash") is { Length: > 0 } hash
        ? new Advert(node, ver, hash)
        : null;

    private static string Generate(Disco.Info info)
    {
        var text = new StringBuilder();
        foreach (var identity in info.Identities.Select(i => $"{i.Category}/{i.Type}/{i.Language}/{i.Name}").Order(Octets))
            text.Append(identity).Append('<');
        foreach (var feature in info.Features.Distinct().Order(Octets))
            text.Append(feature).Append('<');
        var typed = info.Forms.Where(form => form.Find("FORM_TYPE") is { Type: "hidden", Value: not null });
        foreach (var form in typed.OrderBy(form => form.FormType!, Octets))
            AppendForm(text, form);
        return text.ToString();
    }

    private static void AppendForm(StringBuilder text, DataForms.Form form)
    {
        text.Append(form.FormType).Append('<');
        foreach (var field in form.Fields.Where(field => field.Var is not (null or "FORM_TYPE")).OrderBy(field => field.Var!, Octets))
        {
            text.Append(field.Var).Append('<');
            foreach (var value in field.Values.Order(Octets))
                text.Append(value).Append('<');
        }
    }

    private static bool HasTwice<T>(IEnumerable<T> items)
    {
        var seen = new HashSet<T>();
        return items.Any(item => !seen.Add(item));
    }

    // The collation "i;octet" of section 5.1, which differs from UTF-16 order beyond the basic plane.
    private static int CompareOctets(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
