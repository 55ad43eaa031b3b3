namespace Bridge.Adapters.Demo;

/// <summary>What a user may set, one of each kind that is not the core's already. An adapter that has nothing to set leaves all of this out.</summary>
internal static class DemoOptions
{
    private const int LeastDigits = 4, MostDigits = 20;

    /// <summary>Used when the session is made.</summary>
    public static AccountOption Nick { get; } = new("nick", "Name to appear under");

    /// <summary>A secret: one account's alone.</summary>
    public static AccountOption Pin { get; } = new("pin", "PIN")
    {
        Explanation = $"{LeastDigits} to {MostDigits} digits. The network lets in whoever has none; 0000 is wrong.",
        Secret = true,
        Levels = OptionLevels.Account,
    };

    /// <summary>Used from one message to the next, and another in each group if the user likes.</summary>
    public static AccountOption Letters { get; } = new("letters", "Letters of what you say")
    {
        Kind = OptionKind.Choice,
        Choices = ["as-written", "capital", "small"],
        Levels = OptionLevels.Network | OptionLevels.Account | OptionLevels.Chat,
        Default = "as-written",
        Live = true,
    };

    /// <summary>Several lines.</summary>
    public static AccountOption Signature { get; } = new("signature", "Text below what you say")
    {
        Kind = OptionKind.Lines,
        Levels = OptionLevels.Network | OptionLevels.Account | OptionLevels.Chat,
        Live = true,
    };

    /// <summary>All of them, in the order in which forms show them.</summary>
    public static IReadOnlyList<AccountOption> All { get; } = [Nick, Pin, Letters, Signature];

    /// <summary>What is wrong with a value, beyond what the core checks; or null.</summary>
    public static string? FindProblem(AccountOption option, string value) =>
        option.Key == Pin.Key && (value.Length is < LeastDigits or > MostDigits || !value.All(char.IsAsciiDigit))
            ? $"{LeastDigits} to {MostDigits} digits"
            : null;

    /// <summary>A message as the options want it.</summary>
    public static OutgoingMessage Apply(OutgoingMessage message, IReadOnlyDictionary<string, string> options)
    {
        if (message.Content.Text is not { Plain: { Length: > 0 } text })
            return message;

        var said = options.GetValueOrDefault(Letters.Key) switch
        {
            "capital" => text.ToUpperInvariant(),
            "small" => text.ToLowerInvariant(),
            _ => text,
        };
        said = options.TryGetValue(Signature.Key, out var signature) ? $"{said}\n{signature}" : said;
        return said == text ? message : message with { Content = message.Content with { Text = message.Content.Text with { Plain = said } } };
    }
}
