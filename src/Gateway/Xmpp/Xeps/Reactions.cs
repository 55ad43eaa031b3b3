using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Reactions (XEP-0444).</summary>
public static class Reactions
{
    private const int MaxReactions = 64;
    private const int MaxLength = 64;

    /// <summary>All reactions of one person to a message; they replace the former ones.</summary>
    /// <param name="Id">The message's id, or in a room its stanza-id.</param>
    /// <param name="Emoji">Without repetition; empty: all are taken back.</param>
    public sealed record Set(string Id, IReadOnlyList<string> Emoji);

    /// <summary>Reads the reactions in a message. Never throws; at most 64, of at most 64 UTF-16 units each, and no texts of several words.</summary>
    /// <param name="message">A message. A body beside the reactions is a fallback.</param>
    /// <returns>Null when there are none.</returns>
    public static Set? Read(XElement message)
    {
        if (message.Child(Ns.Reactions, "reactions") is not { } reactions || reactions.Id is not { Length: > 0 } id)
            return null;
        var emoji = reactions.Elements(Ns.Reactions + "reaction").Take(MaxReactions).Select(reaction => reaction.Value.Trim());
        return new Set(id, [.. emoji.Where(IsReaction).Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsReaction(string text) =>
        text.Length is > 0 and <= MaxLength && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));

    /// <summary>The element.</summary>
    /// <param name="id">The message's id, or in a room its stanza-id.</param>
    /// <param name="emoji">All of the person's reactions.</param>
    public static XElement Build(string id, params IEnumerable<string> emoji) => new(
        Ns.Reactions + "reactions", new XAttribute("id", id), emoji.Select(text => new XElement(Ns.Reactions + "reaction", text)));

    /// <summary>The form that limits reactions, for disco#info (section 2.2).</summary>
    /// <param name="maxForEachUser">How many a person may have at once, or null.</param>
    /// <param name="allowed">Which, or null for all.</param>
    public static DataForms.Form BuildRestrictions(int? maxForEachUser, IReadOnlyList<string>? allowed = null)
    {
        var fields = new List<DataForms.Field> { DataForms.FormTypeField(Ns.ReactionRestrictions.NamespaceName) };
        if (maxForEachUser is { } max)
            fields.Add(new("max_reactions_per_user", null, max.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (allowed is not null)
            fields.Add(new("allowlist", null, allowed));
        return new DataForms.Form("result", fields);
    }
}
