using System.Globalization;
using System.Xml.Linq;
using Bridge.Testing.Clients;

namespace Bridge.EndToEnd.Tests;

/// <summary>Questions to the archive of a room (XEP-0313), as a client asks them.</summary>
internal static class Mam
{
    public const string Ns = "urn:xmpp:mam:2";

    private const string Data = "jabber:x:data";

    extension(XmppTestClient client)
    {
        /// <summary>Asks, and returns what came and how it ended.</summary>
        /// <param name="room">The room.</param>
        /// <param name="page">Which page (XEP-0059); null for none.</param>
        /// <param name="isFlipped">Whether the newest comes first.</param>
        /// <param name="fields">What restricts the query; several of one name are the values of one field.</param>
        public async Task<MamAnswer> QueryAsync(string room, string? page = null, bool isFlipped = false, params IEnumerable<(string Key, string Value)> fields)
        {
            var query = client.NextId("q");
            var form = string.Concat(fields.GroupBy(static field => field.Key, static field => $"<value>{XmppTestClient.Escape(field.Value)}</value>")
                .Select(static field => $"<field var='{field.Key}'>{string.Concat(field)}</field>"));
            var end = await client.RequestAsync(room, "set", $"<query xmlns='{Ns}' queryid='{query}'>"
                + (form.Length == 0 ? "" : $"<x xmlns='{Data}' type='submit'><field var='FORM_TYPE' type='hidden'><value>{Ns}</value></field>{form}</x>")
                + $"{(page is null ? "" : $"<set xmlns='http://jabber.org/protocol/rsm'>{page}</set>")}{(isFlipped ? "<flip-page/>" : "")}</query>");
            var results = client.Everything.TakeWhile(stanza => stanza != end).Select(static stanza => stanza.ChildOf("result", Ns)).OfType<XElement>()
                .Where(result => (string?)result.Attribute("queryid") == query);
            return new MamAnswer(end, [.. results.Select(Read)]);
        }

        /// <summary>Asks for the ids and times of the first and the last message; null each for an empty archive.</summary>
        public async Task<((string Id, DateTimeOffset At)? First, (string Id, DateTimeOffset At)? Last)> MetadataAsync(string room)
        {
            var answer = (await client.RequestAsync(room, "get", $"<metadata xmlns='{Ns}'/>")).ChildOf("metadata", Ns)!;
            return (Edge(answer.ChildOf("start")), Edge(answer.ChildOf("end")));

            static (string, DateTimeOffset)? Edge(XElement? edge) =>
                edge is null ? null : ((string)edge.Attribute("id")!, DateTimeOffset.Parse((string)edge.Attribute("timestamp")!, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The id by which a message is found in the archive.</summary>
    public static string IdOf(XElement message) => (string?)message.ChildOf("stanza-id", "urn:xmpp:sid:0")?.Attribute("id") ?? "";

    private static (string Nick, string Body, string Id) Read(XElement result)
    {
        var message = result.Descendants().Single(static element => element.Name.LocalName == "message");
        return (message.From().Resource, message.Body() ?? "", (string?)result.Attribute("id") ?? "");
    }
}
