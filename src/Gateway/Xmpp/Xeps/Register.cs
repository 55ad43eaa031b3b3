using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>In-band registration with a service (XEP-0077).</summary>
public static class Register
{
    private const int MaxFields = 64;

    /// <summary>What somebody sends to register, to change or to cancel their registration.</summary>
    /// <param name="IsRemoval">True to cancel (section 3.2).</param>
    /// <param name="Fields">What was filled in, from a form or from the older elements, by name.</param>
    public sealed record Submission(bool IsRemoval, IReadOnlyDictionary<string, string> Fields)
    {
        /// <summary>True when the person has pressed cancel in the form.</summary>
        public bool IsCancelled { get; init; }
    }

    /// <summary>The payload that says what is needed.</summary>
    /// <param name="instructions">For people.</param>
    /// <param name="isRegistered">True when the sender is registered; the values may then be filled in.</param>
    /// <param name="fields">The older elements and their values, for clients without forms: only names of section 14.1, such as <c>username</c>.</param>
    /// <param name="form">The form for everybody else, or null.</param>
    public static XElement Build(string instructions, bool isRegistered, IEnumerable<(string Name, string? Value)> fields, DataForms.Form? form) => new(
        Ns.Register + "query",
        isRegistered ? new XElement(Ns.Register + "registered") : null,
        new XElement(Ns.Register + "instructions", instructions),
        fields.Select(field => new XElement(Ns.Register + field.Name, field.Value)),
        form is null ? null : DataForms.Build(form));

    /// <summary>Reads a submission. Never throws.</summary>
    /// <param name="iq">An IQ of type set.</param>
    /// <returns>Null when it is none.</returns>
    public static Submission? Read(XElement iq)
    {
        if (iq.Type != "set" || iq.Child(Ns.Register, "query") is not { } query)
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in query.Elements().Where(e => e.Name.Namespace == Ns.Register && e.Name.LocalName != "remove").Take(MaxFields))
            fields[element.Name.LocalName] = element.Value;
        var form = DataForms.Read(query);
        foreach (var field in form?.Fields ?? [])
        {
            if (field is { Var: { } name, Value: { } value } && name != "FORM_TYPE")
                fields[name] = value;
        }
        return new Submission(query.Child(Ns.Register, "remove") is not null, fields) { IsCancelled = form?.Type == "cancel" };
    }
}
