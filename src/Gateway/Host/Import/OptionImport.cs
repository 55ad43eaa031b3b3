using Bridge.Adapters;
using Bridge.Gateway.Options;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Import;

/// <summary>What users have set, for everything, for a server and for a channel. What they have set in Bridge by now stays as it is.</summary>
internal sealed class OptionImport(ForeignDatabase source, ImportTarget target, ImportReport report)
{
    public const string What = "settings";

    private const int MaxText = 10_000, WritesAtOnce = 200, MaxCommandOwners = 500_000;

    private readonly List<Task> _writes = [];
    private readonly ServerSettings _servers = new(target.Configuration, report);

    /// <summary>The users whose every channel stays.</summary>
    public HashSet<Jid> Stayers { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        foreach (var row in Rows(BiboumiTables.Global))
        {
            await GlobalAsync(row, stop);
        }

        var commands = ReadCommands();
        foreach (var row in Rows(BiboumiTables.Servers))
        {
            await ServerAsync(row, commands.GetValueOrDefault(row.Id), stop);
        }

        foreach (var row in Rows(BiboumiTables.Channels))
        {
            await ChannelAsync(row, stop);
        }

        await FlushAsync();
        _servers.Report();
    }

    private async Task GlobalAsync(ForeignRow row, CancellationToken stop)
    {
        if (target.FindUser(row.Text("owner_"), out var user) is { } why)
        {
            report.Left(What, why, row);
            return;
        }

        if (row.TryNumber("persistent_", out var persistent) && persistent == 1)
        {
            Stayers.Add(user);
        }

        await SetAsync(new OptionTarget(user), BiboumiOptions.OfUser(row), row, stop);
    }

    private async Task ServerAsync(ForeignRow row, List<string>? commands, CancellationToken stop)
    {
        var owner = row.Text("owner_");
        if (target.FindUser(owner, out _) is null)
        {
            // Also of a server that is not configured yet: it tells how.
            _servers.Add(row);
        }

        if (target.FindPlace(owner, row.Text("server_"), out var place) is { } why)
        {
            report.Left(What, why, row);
            return;
        }

        await SetAsync(new OptionTarget(place.User, place.Server), BiboumiOptions.OfServer(row, commands), row, stop);
    }

    private async Task ChannelAsync(ForeignRow row, CancellationToken stop)
    {
        if (target.FindPlace(row.Text("owner_"), row.Text("server_"), out var place) is { } why)
        {
            report.Left(What, why, row);
        }
        else if (row.Text("channel_") is { } name && target.Resolve(AddressKind.Group, place.Server, name) is { } address)
        {
            await SetAsync(new OptionTarget(place.User, place.Server, address.Chat), BiboumiOptions.OfChannel(row), row, stop);
        }
        else
        {
            report.Left(What, "the channel has no legal name", row);
        }
    }

    private async Task SetAsync(OptionTarget place, IEnumerable<ImportedOption> values, ForeignRow row, CancellationToken stop)
    {
        var known = target.Options.SetFor(place);
        List<OptionChange> changes = [];
        foreach (var imported in values)
        {
            if (imported.Problem is not null)
            {
                report.Left(What, imported.Problem, row);
            }
            else if (target.Options.Find(imported.Key) is not { } option || !option.Levels.HasFlag(place.Level))
            {
                report.Left(What, $"{imported.Key}: the network has no such option", row);
            }
            else if (target.Options.Read(option, place, imported.Value, out var value) is { } problem)
            {
                report.Left(What, $"{imported.Key}: {problem}", row);
            }
            else if (known.TryGetValue(option.Key, out var there))
            {
                CountThere(option, there, value, row);
            }
            else
            {
                changes.Add(new OptionChange(option.Key, value, option.Secret));
            }
        }

        if (changes.Count > 0)
        {
            await StoreAsync(place, changes, row, stop);
        }
    }

    private void CountThere(AccountOption option, StoredOption there, string value, ForeignRow row)
    {
        if (there.IsSecret || there.Value == value)
        {
            report.There(What);
        }
        else
        {
            report.Left(What, $"{option.Key}: something else is set in Bridge, which stays", row);
        }
    }

    private async Task StoreAsync(OptionTarget place, List<OptionChange> changes, ForeignRow row, CancellationToken stop)
    {
        try
        {
            _writes.Add(target.Options.SetAsync(place, changes, stop));
            report.Carried(What, changes.Count);
        }
        catch (NetworkException)
        {
            report.Left(What, $"something is set for {UserOptions.MaxChats} channels of the user on the server already", row);
        }

        if (_writes.Count >= WritesAtOnce)
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        await Task.WhenAll(_writes);
        _writes.Clear();
    }

    /// <summary>The commands after connecting, by the key of the server's row: as many as are taken, and one more that shows that there are too many.</summary>
    private Dictionary<long, List<string>> ReadCommands()
    {
        var all = new Dictionary<long, List<string>>();
        foreach (var row in source.Tables.ContainsKey(BiboumiTables.Commands) ? Rows(BiboumiTables.Commands) : [])
        {
            if (row.Text("afterconnectioncommand_") is not { } line || !row.TryNumber("fk_", out var server) || server is null)
            {
                report.Left(What, "after-connect: the command is no text, or belongs to no server", row);
                continue;
            }

            if (!all.TryGetValue(server.Value, out var lines))
            {
                if (all.Count == MaxCommandOwners)
                {
                    report.Left(What, "after-connect: there are too many of them", row);
                    continue;
                }

                all.Add(server.Value, lines = []);
            }

            if (lines.Count < BiboumiOptions.MostCommands)
            {
                lines.Add(line);
            }
        }

        return all;
    }

    private IEnumerable<ForeignRow> Rows(string table) => source.Read(table, BiboumiTables.KnownColumns(source, table), MaxText);
}
