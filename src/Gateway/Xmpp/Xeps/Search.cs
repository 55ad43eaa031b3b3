using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Searching a directory (XEP-0055), with data forms (section 3) and the older fields.</summary>
public static class Search
{
    /// <summary>What is searched for.</summary>
    /// <param name="HasForm">Whether it came in a form, so that the answer is one.</param>
    /// <param name="Name">The field <c>name</c>, or <c>nick</c> of the older ones; empty for any.</param>
    /// <param name="Topic">The field <c>topic</c>; empty for any.</param>
    public sealed record Query(bool HasForm, string Name, string Topic);

    /// <summary>Something that was found.</summary>
    /// <param name="Jid">Its address.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Topic">Its topic or description, or empty.</param>
    /// <param name="People">How many are in it, or null.</param>
    public sealed record Found(Jid Jid, string Name, string Topic, int? People);

    /// <summary>The payload that says what can be searched for.</summary>
    /// <param name="instructions">For people.</param>
    public static XElement BuildFields(string instructions)
    {
        DataForms.Field[] fields =
        [
            DataForms.FormTypeField(Ns.Search.NamespaceName),
            new("name", "text-single") { Label = "Name, or a mask with * and ?" },
            new("topic", "text-single") { Label = "Words of the topic" },
        ];
        return new XElement(
            Ns.Search + "query",
            new XElement(Ns.Search + "instructions", instructions),
            new XElement(Ns.Search + "nick"),
            DataForms.Build(new DataForms.Form("form", fields) { Instructions = instructions }));
    }

    /// <summary>Reads a search. Never throws.</summary>
    /// <param name="query">The child of an IQ of type set.</param>
    /// <returns>Null when it is none, or is cancelled.</returns>
    public static Query? Read(XElement query)
    {
        if (query.Name != Ns.Search + "query")
            return null;
        return DataForms.Read(query) is not { } form ? new Query(false, query.Child(Ns.Search, "nick")?.Value.Trim() ?? "", "")
            : form.Type == "submit" ? new Query(true, form.Value("name")?.Trim() ?? "", form.Value("topic")?.Trim() ?? "")
            : null;
    }

    /// <summary>The payload that says what was found.</summary>
    /// <param name="query">The search.</param>
    /// <param name="title">How much was found, for people.</param>
    /// <param name="found">What was found.</param>
    public static XElement BuildResult(Query query, string title, IReadOnlyList<Found> found) => new(
        Ns.Search + "query",
        query.HasForm
            ? DataForms.Build(TableOf(title, found) with { Fields = [DataForms.FormTypeField(Ns.Search.NamespaceName)] })
            : found.Select(static one => new XElement(Ns.Search + "item", new XAttribute("jid", one.Jid.ToString()), new XElement(Ns.Search + "nick", one.Name))));

    /// <summary>What was found as a table.</summary>
    /// <param name="title">For people.</param>
    /// <param name="found">What was found.</param>
    public static DataForms.Form TableOf(string title, IReadOnlyList<Found> found) => new("result", [])
    {
        Title = title,
        Columns =
        [
            new DataForms.Field("jid", "jid-single") { Label = "Address" },
            new DataForms.Field("name", "text-single") { Label = "Name" },
            new DataForms.Field("topic", "text-single") { Label = "Topic" },
            new DataForms.Field("people", "text-single") { Label = "People" },
        ],
        Rows = [.. found.Select(static one => (IReadOnlyList<string>)[one.Jid.ToString(), one.Name, one.Topic, one.People?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""])],
    };
}
