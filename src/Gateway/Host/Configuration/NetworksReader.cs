namespace Bridge.Gateway.Configuration;

/// <summary>Reads <c>Bridge:Networks</c>.</summary>
internal sealed class NetworksReader(IConfiguration configuration, SectionReader networks, ConfigurationProblems problems)
{
    private const int LongestName = 64, MostDays = 36_500, MostPerRoom = 10_000_000;

    private const string Minimum =
        "add a network: \"Bridge\": { \"Networks\": { \"irc\": { \"Adapter\": \"irc\", \"Domain\": \"irc.example.org\", \"Secret\": \"…\" } } }";

    /// <summary>The networks that name an adapter; what is missing is among the problems.</summary>
    public IReadOnlyList<NetworkConfiguration> Read()
    {
        var sections = networks.Children().ToList();
        if (sections.Count == 0 && string.IsNullOrEmpty(configuration["Bridge:Networks"]))
        {
            var misplaced = configuration.GetSection("Networks").GetChildren().Any();
            problems.Error("Bridge:Networks", null, "there is no network", misplaced ? "put the object Networks inside an object Bridge" : Minimum);
        }

        var read = new List<NetworkConfiguration>();
        var domains = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in sections.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (ReadOne(section, domains) is { } network)
            {
                read.Add(network);
            }
        }

        return read;
    }

    private NetworkConfiguration? ReadOne(IConfigurationSection section, Dictionary<string, string> domains)
    {
        if (section.Key.Length > LongestName || !section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problems.Error(section.Path, null, "is not a name for a network", $"use letters, digits, hyphens and underscores, at most {LongestName}");
            return null;
        }

        var reader = new SectionReader(section, problems);
        var adapter = reader.Required("Adapter", "set it to the name of an adapter, for example irc");
        var domain = ReadDomain(reader, domains);
        var secret = reader.Secret("Secret", required: true);
        const string Fix = "use a whole number, 0 for no limit";
        var accounts = reader.Number("AccountsPerUser", NetworkConfiguration.DefaultAccountsPerUser, 0, int.MaxValue, "is not a number of accounts", Fix);
        var watched = reader.Number("WatchedContacts", NetworkConfiguration.DefaultWatchedContacts, 0, int.MaxValue, "is not a number of people", Fix);
        var archive = ReadArchive(reader.Child("Archive"));
        _ = reader.Child("Settings");
        var settings = AdapterSettings.Read(section.GetSection("Settings"), problems);
        reader.RefuseUnknownKeys();
        if (adapter is null)
        {
            return null;
        }

        // Without a domain or secret nothing starts, but the adapter can still say what is wrong with its settings.
        return new()
        {
            Name = section.Key.ToLowerInvariant(),
            Adapter = adapter.ToLowerInvariant(),
            Domain = domain ?? "",
            Secret = secret ?? new Secret(""),
            AccountsPerUser = (int)accounts,
            WatchedContacts = (int)watched,
            Archive = archive,
            Settings = settings,
        };
    }

    private static ArchiveConfiguration ReadArchive(SectionReader archive)
    {
        var defaults = ArchiveConfiguration.Default;
        var days = archive.Number("Days", defaults.Days, 0, MostDays, "is not a number of days", $"use a whole number from 0, which keeps nothing, to {MostDays}");
        var perRoom = archive.Number("MaxPerRoom", defaults.MaxPerRoom, 1, MostPerRoom, "is not a number of messages", $"use a whole number from 1 to {MostPerRoom}");
        archive.RefuseUnknownKeys();
        return new ArchiveConfiguration((int)days, (int)perRoom);
    }

    private static string? ReadDomain(SectionReader reader, Dictionary<string, string> domains)
    {
        var domain = reader.Required(
            "Domain",
            "set it to the component's name in the XMPP server, for example irc.example.org",
            AddressShape.IsDomain,
            "is not a domain name")?.ToLowerInvariant();
        if (domain is null || domains.TryAdd(domain, reader.Name))
        {
            return domain;
        }

        reader.Error("Domain", domain, $"the network {domains[domain]} has this domain already", "give each network a domain of its own");
        return null;
    }
}
