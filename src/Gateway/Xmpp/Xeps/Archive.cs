using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Message archives (XEP-0313).</summary>
public static class Archive
{
    private static readonly string[] Fields = ["FORM_TYPE", "with", "start", "end", "before-id", "after-id", "ids"];

    /// <summary>Which messages somebody wants to see. What is null does not restrict.</summary>
    /// <param name="QueryId">Has to come back with each message; or null.</param>
    public sealed record Query(string? QueryId)
    {
        /// <summary>Only to or from this address; in a room, of the occupant.</summary>
        public Jid? With { get; init; }

        /// <summary>Not older.</summary>
        public DateTimeOffset? Start { get; init; }

        /// <summary>Not newer.</summary>
        public DateTimeOffset? End { get; init; }

        /// <summary>Only after the message with this id (section 4.1.4).</summary>
        public string? AfterId { get; init; }

        /// <summary>Only before the message with this id (section 4.1.4).</summary>
        public string? BeforeId { get; init; }

        /// <summary>Only the messages with these ids (section 4.1.4); empty: all.</summary>
        public IReadOnlyList<string> Ids { get; init; } = [];

        /// <summary>Which page, or null for the first.</summary>
        public Rsm.Request? Page { get; init; }

        /// <summary>True: the newest message of the page comes first (section 4.1.5).</summary>
        public bool IsFlipped { get; init; }

        /// <summary>True when a date or an address could not be read, or the form is another: the answer is <c>bad-request</c>.</summary>
        public bool IsMalformed { get; init; }

        /// <summary>True when the form has a field that is none of these: the answer is <c>feature-not-implemented</c> (section 4.1.6).</summary>
        public bool HasUnknownField { get; init; }
    }

    /// <summary>Reads a query. Never throws.</summary>
    /// <param name="iq">An IQ of type set.</param>
    /// <returns>Null when it is none.</returns>
    public static Query? Read(XElement iq)
    {
        if (iq.Type != "set" || iq.Child(Ns.Mam, "query") is not { } query)
            return null;
        var form = DataForms.Read(query);
        var with = form?.Value("with");
        var start = form?.Value("start");
        var end = form?.Value("end");
        var result = new Query(query.Attr("queryid"))
        {
            With = Jid.TryParse(with, out var jid) ? jid : null,
            Start = DateTimes.Read(start),
            End = DateTimes.Read(end),
            AfterId = form?.Value("after-id"),
            BeforeId = form?.Value("before-id"),
            Ids = form?.Find("ids")?.Values ?? [],
            Page = Rsm.Read(query),
            IsFlipped = query.Child(Ns.Mam, "flip-page") is not null,
        };
        var malformed = (form is not null && (form.Type != "submit" || form.FormType != Ns.Mam.NamespaceName)) || (with is not null && result.With is null) || (start is not null && result.Start is null) || (end is not null && result.End is null);
        return result with { IsMalformed = malformed, HasUnknownField = form?.Fields.Any(static field => field.Var is { } name && !Fields.Contains(name)) == true };
    }

    /// <summary>True when somebody asks which fields a query may have (section 4.1.6).</summary>
    /// <param name="iq">An IQ.</param>
    public static bool IsFormRequest(XElement iq) => iq.Type == "get" && iq.Child(Ns.Mam, "query") is not null;

    /// <summary>True when somebody asks for the first and last message (section 5).</summary>
    /// <param name="iq">An IQ.</param>
    public static bool IsMetadataRequest(XElement iq) => iq.Type == "get" && iq.Child(Ns.Mam, "metadata") is not null;

    /// <summary>The payload that tells which fields a query may have.</summary>
    public static XElement BuildForm()
    {
        var form = DataForms.Build(new DataForms.Form(
            "form",
            [
                DataForms.FormTypeField(Ns.Mam.NamespaceName),
                new("with", "jid-single"),
                new("start", "text-single"),
                new("end", "text-single"),
                new("before-id", "text-single"),
                new("after-id", "text-single"),
                new("ids", "list-multi"),
            ]));

        // A list that offers nothing and takes anything (XEP-0122).
        form.Elements().Last().Add(new XElement(Ns.DataValidate + "validate", new XAttribute("datatype", "xs:string"), new XElement(Ns.DataValidate + "open")));
        return new XElement(Ns.Mam + "query", form);
    }

    /// <summary>The payload of a message that brings one of the archive.</summary>
    /// <param name="queryId">That of the query, or null.</param>
    /// <param name="id">The message's id in the archive.</param>
    /// <param name="message">The message.</param>
    /// <param name="stamp">When it was received.</param>
    public static XElement BuildResult(string? queryId, string id, XElement message, DateTimeOffset stamp) => new(
        Ns.Mam + "result",
        queryId is null ? null : new XAttribute("queryid", queryId),
        new XAttribute("id", id),
        Forwarding.Build(message, stamp));

    /// <summary>The payload of the answer that ends the page.</summary>
    /// <param name="isComplete">True when nothing follows in the direction of the paging.</param>
    /// <param name="page">What <see cref="Rsm.BuildResult"/> made.</param>
    /// <param name="isStable">False when the same query may soon have another answer, because older messages are still coming in.</param>
    public static XElement BuildEnd(bool isComplete, XElement page, bool isStable = true) =>
        new(Ns.Mam + "fin", isComplete ? new XAttribute("complete", "true") : null, isStable ? null : new XAttribute("stable", "false"), page);

    /// <summary>The payload that tells the first and the last message.</summary>
    /// <param name="first">The first's id and time; null when the archive is empty.</param>
    /// <param name="last">The last's id and time; null when the archive is empty.</param>
    public static XElement BuildMetadata((string Id, DateTimeOffset Stamp)? first, (string Id, DateTimeOffset Stamp)? last) =>
        new(Ns.Mam + "metadata", Edge("start", first), Edge("end", last));

    private static XElement? Edge(string name, (string Id, DateTimeOffset Stamp)? edge) => edge is not { } message
        ? null
        : new XElement(Ns.Mam + name, new XAttribute("id", message.Id), new XAttribute("timestamp", DateTimes.Format(message.Stamp)));
}
