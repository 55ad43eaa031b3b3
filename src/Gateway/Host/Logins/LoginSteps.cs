using Bridge.Adapters;
using Bridge.Gateway.Commands;

namespace Bridge.Gateway.Logins;

/// <summary>The steps of a login as steps of a command. Pure.</summary>
internal static class LoginSteps
{
    /// <summary>The name of the field that says which way to log in.</summary>
    public const string Flow = "way";

    /// <summary>Asks which way to log in.</summary>
    public static CommandStep Choose(IReadOnlyList<LoginFlow> flows) => new("How do you want to log in?", [FieldOf(flows)]);

    /// <summary>The field that says which way to log in.</summary>
    public static CommandField FieldOf(IReadOnlyList<LoginFlow> flows) => Choice(Flow, "Way to log in", flows.Select(static flow => (flow.Id, flow.Title)));

    /// <summary>A step of the adapter's, other than the last.</summary>
    public static CommandStep Of(LoginStep step) => step switch
    {
        LoginInput input => new CommandStep(step.Instructions, [.. input.Fields.Select(Field)]) { Error = step.Error },
        LoginChoice choice => new CommandStep(step.Instructions, [Choice(choice.Name, "Choice", choice.Options)]) { Error = step.Error },
        LoginDisplay display => new CommandStep(step.Instructions, [])
        {
            Error = step.Error,
            Show = new CommandShow(display.Text, display.AsQrCode ? QrCode.Draw(display.Text) : null),
        },
        _ => throw new ArgumentException($"{step.GetType().Name} asks for nothing.", nameof(step)),
    };

    /// <summary>A field of the adapter's.</summary>
    public static CommandField Field(LoginField field) => new(field.Name, field.Label)
    {
        Kind = field.Secret ? CommandFieldKind.Secret : CommandFieldKind.Text,
        IsRequired = !field.Optional,
        Default = field.Secret ? null : field.Default,
    };

    private static CommandField Choice(string name, string label, IEnumerable<(string Value, string Label)> options)
    {
        var all = options.DistinctBy(static option => option.Value).ToList();
        return new CommandField(name, label)
        {
            Kind = CommandFieldKind.Choice,
            IsRequired = true,
            Options = [.. all.Select(static option => option.Value)],
            Labels = all.ToDictionary(static option => option.Value, static option => option.Label),
        };
    }
}
