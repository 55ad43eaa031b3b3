namespace Bridge.Adapters;

/// <summary>
/// Something that a user may set about their use of the network: a nick, an encoding, a password. The core shows the options in forms and in chat,
/// checks and stores the values, those of secrets encrypted, and gives them to sessions. A chat inherits from its account, an account from the whole network.
/// </summary>
/// <param name="Key">
/// A stable name: lower-case ASCII letters, digits and hyphens. The key in <see cref="SessionContext.Credentials"/>, and what people write in a chat.
/// <c>persistent</c>, <c>record-history</c> and <c>max-history-length</c> are the core's own.
/// </param>
/// <param name="Title">What people read, in a few words.</param>
public sealed record AccountOption(string Key, string Title)
{
    /// <summary>More about it, a sentence or two; or null.</summary>
    public string? Explanation { get; init; }

    /// <summary>What its values look like.</summary>
    public OptionKind Kind { get; init; } = OptionKind.Text;

    /// <summary>Whether values are stored encrypted, and never shown again. Only texts and lines may be secret.</summary>
    public bool Secret { get; init; }

    /// <summary>Where it may be set. A secret belongs to accounts only, unless every account may know it.</summary>
    public OptionLevels Levels { get; init; } = OptionLevels.Network | OptionLevels.Account;

    /// <summary>What holds when neither the user nor the operator has set anything, for people to read; null where there is no such value.</summary>
    public string? Default { get; init; }

    /// <summary>What there is to choose from; only with <see cref="OptionKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The smallest number.</summary>
    public double Least { get; init; }

    /// <summary>The largest number.</summary>
    public double Most { get; init; } = int.MaxValue;

    /// <summary>Whether numbers with a fraction are taken.</summary>
    public bool Fractions { get; init; }

    /// <summary>
    /// Whether a connected session uses a new value at once, told by <see cref="ITakesOptions"/>; what is set for a chat always is. Without it, users
    /// are told that the value is used from the next connection on.
    /// </summary>
    public bool Live { get; init; }
}
