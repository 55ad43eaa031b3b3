using System.Xml.Linq;

namespace Bridge.Xmpp.Xeps;

/// <summary>Data forms (XEP-0004).</summary>
public static class DataForms
{
    private const int MaxFields = 256;
    private const int MaxValues = 256;

    /// <summary>A form, filled in or to be filled in.</summary>
    /// <param name="Type"><c>form</c>, <c>submit</c>, <c>cancel</c> or <c>result</c>.</param>
    /// <param name="Fields">Its fields, in order.</param>
    public sealed record Form(string Type, IReadOnlyList<Field> Fields)
    {
        /// <summary>A title for people, or null.</summary>
        public string? Title { get; init; }

        /// <summary>What to do, for people, or null.</summary>
        public string? Instructions { get; init; }

        /// <summary>The columns of a table of results (section 3.4), or empty.</summary>
        public IReadOnlyList<Field> Columns { get; init; } = [];

        /// <summary>The rows of the table: a value for each column. Built, and not read.</summary>
        public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

        /// <summary>The value of the field <c>FORM_TYPE</c> (XEP-0068), or null.</summary>
        public string? FormType => Value("FORM_TYPE");

        /// <summary>The first value of a field, or null.</summary>
        /// <param name="name">The field's <c>var</c>.</param>
        public string? Value(string name) => Find(name)?.Value;

        /// <summary>The first field of that name, or null.</summary>
        /// <param name="name">The field's <c>var</c>.</param>
        public Field? Find(string name) => Fields.FirstOrDefault(field => field.Var == name);

        /// <summary>True when a boolean field says so: <c>1</c> or <c>true</c>.</summary>
        /// <param name="name">The field's <c>var</c>.</param>
        public bool IsTrue(string name) => Value(name) is "1" or "true";
    }

    /// <summary>One field.</summary>
    /// <param name="Var">Its name; null only for fixed text.</param>
    /// <param name="Type">A type of XEP-0004 section 3.3, such as <c>text-single</c>, or null.</param>
    /// <param name="Values">Its values.</param>
    public sealed record Field(string? Var, string? Type, params IReadOnlyList<string> Values)
    {
        /// <summary>A label for people, or null.</summary>
        public string? Label { get; init; }

        /// <summary>An explanation for people, or null.</summary>
        public string? Description { get; init; }

        /// <summary>True when it has to be filled in.</summary>
        public bool IsRequired { get; init; }

        /// <summary>What to choose from, for lists.</summary>
        public IReadOnlyList<Option> Options { get; init; } = [];

        /// <summary>A picture or sound that belongs to it (XEP-0221), or null. Built, and not read.</summary>
        public Media? Media { get; init; }

        /// <summary>The first value, or null.</summary>
        public string? Value => Values.Count > 0 ? Values[0] : null;
    }

    /// <summary>Something to see or hear (XEP-0221).</summary>
    /// <param name="Type">Its media type.</param>
    /// <param name="Uri">Where it is, for example <c>cid:…</c> (XEP-0231).</param>
    public sealed record Media(string Type, string Uri);

    /// <summary>One choice of a list.</summary>
    /// <param name="Value">What is sent back.</param>
    /// <param name="Label">What people see, or null.</param>
    public sealed record Option(string Value, string? Label = null);

    /// <summary>Reads the form in an element. Never throws; what goes beyond 256 fields or 256 values of a field is left out.</summary>
    /// <param name="container">The element that has the <c>&lt;x/&gt;</c>, or that element itself.</param>
    /// <param name="formType">When not null: the first form of that FORM_TYPE.</param>
    /// <returns>Null when there is none.</returns>
    public static Form? Read(XElement? container, string? formType = null)
    {
        if (container is null)
            return null;
        var candidates = container.Name == Ns.Data + "x" ? [container] : container.Elements(Ns.Data + "x");
        return candidates.Select(ReadForm).FirstOrDefault(form => formType is null || form.FormType == formType);
    }

    /// <summary>Builds a form.</summary>
    /// <param name="form">The form.</param>
    public static XElement Build(Form form) => new(
        Ns.Data + "x",
        new XAttribute("type", form.Type),
        Text("title", form.Title),
        Text("instructions", form.Instructions),
        form.Fields.Select(BuildField),
        form.Columns.Count == 0 ? null : new XElement(Ns.Data + "reported", form.Columns.Select(BuildField)),
        form.Rows.Select(row => new XElement(Ns.Data + "item", form.Columns.Zip(row, static (column, value) => new XElement(
            Ns.Data + "field", new XAttribute("var", column.Var ?? ""), Text("value", value))))));

    /// <summary>The hidden field that says what a form is about (XEP-0068).</summary>
    /// <param name="formType">Usually a namespace.</param>
    public static Field FormTypeField(string formType) => new("FORM_TYPE", "hidden", formType);

    private static Form ReadForm(XElement x) =>
        new(x.Type is "form" or "submit" or "cancel" or "result" ? x.Type! : "form", [.. x.Elements(Ns.Data + "field").Take(MaxFields).Select(ReadField)])
        {
            Title = x.Child(Ns.Data, "title")?.Value,
            Instructions = x.Child(Ns.Data, "instructions")?.Value,
        };

    private static Field ReadField(XElement field) =>
        new(field.Attr("var"), field.Type, [.. field.Elements(Ns.Data + "value").Take(MaxValues).Select(value => value.Value)])
        {
            Label = field.Attr("label"),
            Description = field.Child(Ns.Data, "desc")?.Value,
            IsRequired = field.Child(Ns.Data, "required") is not null,
            Options = [.. field.Elements(Ns.Data + "option").Take(MaxValues).Select(option => new Option(option.Child(Ns.Data, "value")?.Value ?? "", option.Attr("label")))],
        };

    private static XElement BuildField(Field field) => new(
        Ns.Data + "field",
        field.Var is null ? null : new XAttribute("var", field.Var),
        field.Type is null ? null : new XAttribute("type", field.Type),
        field.Label is null ? null : new XAttribute("label", field.Label),
        Text("desc", field.Description),
        field.IsRequired ? new XElement(Ns.Data + "required") : null,
        field.Media is not { } media ? null : new XElement(
            Ns.DataMedia + "media", new XElement(Ns.DataMedia + "uri", new XAttribute("type", media.Type), media.Uri)),
        field.Values.Select(value => Text("value", value)),
        field.Options.Select(option => new XElement(
            Ns.Data + "option",
            option.Label is null ? null : new XAttribute("label", option.Label),
            Text("value", option.Value))));

    private static XElement? Text(string name, string? text) => text is null ? null : new XElement(Ns.Data + name, text);
}
