using System.Globalization;

namespace Bridge.Adapters.Demo;

/// <summary>The network's settings, read once and checked, so that a mistake is told at start and names its key.</summary>
internal sealed record DemoSettings
{
    /// <summary>Whether an account needs a login flow; without it, the first use makes the account.</summary>
    public bool RequireLogin { get; private init; }

    /// <summary>The password of every account, and of nothing else in the world.</summary>
    public string Password { get; private init; } = "demo";

    /// <summary>How many members the group <c>#big</c> has.</summary>
    public int BigGroupMembers { get; private init; } = 500;

    /// <summary>How many more people every new account has in its contact list.</summary>
    public int Contacts { get; private init; }

    /// <summary>Of how many people a session may ask whether they are there.</summary>
    public int MaxWatched { get; private init; } = 1000;

    /// <summary>How long the contact <c>slow</c> thinks.</summary>
    public TimeSpan SlowDelay { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shown login code waits before it counts as scanned.</summary>
    public TimeSpan ScanDelay { get; private init; } = TimeSpan.FromSeconds(3);

    /// <summary>What a shown login code begins with: nothing that a telephone opens, or the address of a page.</summary>
    public string CodePrefix { get; private init; } = "demo:login/";

    /// <summary>The longest text, in UTF-16 code units.</summary>
    public int MaxTextLength { get; private init; } = 4096;

    /// <summary>The largest file; this network's storage is memory.</summary>
    public int MaxFileBytes { get; private init; } = 8 * 1024 * 1024;

    /// <summary>Whether people have pictures.</summary>
    public bool Pictures { get; private init; } = true;

    /// <summary>How many reactions to a message each person may have; null for any number.</summary>
    public int? MaxReactions { get; private init; }

    /// <summary>The reactions there are; null for all.</summary>
    public IReadOnlyList<string>? AllowedReactions { get; private init; }

    /// <summary>Whether a sender gets the own message back, as from a network that syncs devices.</summary>
    public bool EchoSends { get; private init; } = true;

    /// <summary>Whether a sender's receipt waits for the other side, which confirms what it gets.</summary>
    public bool ConfirmsDelivery { get; private init; }

    /// <summary>What chats carry less well than they could.</summary>
    public IReadOnlyDictionary<Feature, CapabilityLevel> Levels { get; private init; } = new Dictionary<Feature, CapabilityLevel>();

    /// <summary>Reads the flattened section of the configuration.</summary>
    /// <exception cref="AdapterSettingException">A value is wrong.</exception>
    public static DemoSettings Read(IReadOnlyDictionary<string, string> values)
    {
        var defaults = new DemoSettings();
        return new DemoSettings
        {
            RequireLogin = Switch(values, nameof(RequireLogin), defaults.RequireLogin),
            Password = values.GetValueOrDefault(nameof(Password), defaults.Password),
            BigGroupMembers = Number(values, nameof(BigGroupMembers), defaults.BigGroupMembers, 1, 100_000),
            Contacts = Number(values, nameof(Contacts), defaults.Contacts, 0, 20_000),
            MaxWatched = Number(values, nameof(MaxWatched), defaults.MaxWatched, 0, 20_000),
            SlowDelay = Seconds(values, "SlowSeconds", defaults.SlowDelay),
            ScanDelay = Seconds(values, "ScanSeconds", defaults.ScanDelay),
            CodePrefix = values.GetValueOrDefault(nameof(CodePrefix), defaults.CodePrefix),
            MaxTextLength = Number(values, nameof(MaxTextLength), defaults.MaxTextLength, 1, 1_000_000),
            MaxFileBytes = Number(values, nameof(MaxFileBytes), defaults.MaxFileBytes, 0, 256 * 1024 * 1024),
            Pictures = Switch(values, nameof(Pictures), defaults.Pictures),
            MaxReactions = values.ContainsKey(nameof(MaxReactions)) ? Number(values, nameof(MaxReactions), 1, 1, 64) : null,
            AllowedReactions = values.TryGetValue(nameof(AllowedReactions), out var allowed) ? allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null,
            EchoSends = Switch(values, nameof(EchoSends), defaults.EchoSends),
            ConfirmsDelivery = Switch(values, nameof(ConfirmsDelivery), defaults.ConfirmsDelivery),
            Levels = ReadLevels(values),
        };
    }

    private static Dictionary<Feature, CapabilityLevel> ReadLevels(IReadOnlyDictionary<string, string> values)
    {
        const string Section = nameof(Levels) + ":";
        Dictionary<Feature, CapabilityLevel> levels = [];
        foreach (var (key, value) in values.Where(static setting => setting.Key.StartsWith(Section, StringComparison.OrdinalIgnoreCase)))
        {
            if (!TryName<Feature>(key[Section.Length..], out var feature))
                throw new AdapterSettingException(key, $"Is no feature. There are: {string.Join(", ", Enum.GetNames<Feature>())}.");

            if (!TryName<CapabilityLevel>(value, out var level))
                throw new AdapterSettingException(key, $"Must be one of {string.Join(", ", Enum.GetNames<CapabilityLevel>())}.");

            levels[feature] = level;
        }

        return levels;
    }

    /// <summary>Names alone: the number of a level means nothing to people.</summary>
    private static bool TryName<T>(string text, out T value)
        where T : struct, Enum
    {
        value = default;
        return Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(text, ignoreCase: true, out value);
    }

    private static bool Switch(IReadOnlyDictionary<string, string> values, string key, bool otherwise)
    {
        if (!values.TryGetValue(key, out var text))
            return otherwise;

        return bool.TryParse(text, out var value) ? value : throw new AdapterSettingException(key, "Must be true or false.");
    }

    private static int Number(IReadOnlyDictionary<string, string> values, string key, int otherwise, int least, int most)
    {
        if (!values.TryGetValue(key, out var text))
            return otherwise;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new AdapterSettingException(key, $"Must be a whole number from {least} to {most}.");
    }

    private static TimeSpan Seconds(IReadOnlyDictionary<string, string> values, string key, TimeSpan otherwise)
    {
        if (!values.TryGetValue(key, out var text))
            return otherwise;

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 86_400
            ? TimeSpan.FromSeconds(value)
            : throw new AdapterSettingException(key, "Must be a number of seconds from 0 to 86400.");
    }
}
