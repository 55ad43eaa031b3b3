namespace Bridge.Xmpp.Xeps;

/// <summary>Contact addresses of a service (XEP-0157), a form for disco#info.</summary>
public static class ContactAddresses
{
    /// <summary>The form.</summary>
    /// <param name="addresses">
    /// Pairs of a field and its URIs: <c>admin-addresses</c>, <c>abuse-addresses</c>, <c>feedback-addresses</c>,
    /// <c>security-addresses</c>, <c>support-addresses</c>, <c>sales-addresses</c>, <c>status-addresses</c>.
    /// </param>
    public static DataForms.Form BuildForm(params IEnumerable<(string Field, IReadOnlyList<string> Uris)> addresses) => new(
        "result",
        [
            DataForms.FormTypeField("http://jabber.org/network/serverinfo"),
            .. addresses.Select(entry => new DataForms.Field(entry.Field, "list-multi", entry.Uris)),
        ]);
}
