using Bridge.Store;

namespace Bridge.Gateway.Import;

/// <summary>The tables of biboumi, as its versions from 8 on have them; later ones only add columns.</summary>
internal static class BiboumiTables
{
    public const string Messages = "muclogline_", Global = "globaloptions_", Servers = "ircserveroptions_", Channels = "ircchanneloptions_",
        Contacts = "roster", Commands = "after_connection_commands_";

    private static readonly Table[] All =
    [
        new(Messages, ["uuid_", "owner_", "ircchanname_", "ircservername_", "date_", "body_", "nick_"], []),
        new(Global, ["owner_", "maxhistorylength_", "recordhistory_"], ["persistent_"]),
        new(
            Servers,
            ["owner_", "server_", "pass_", "tlsports_", "ports_", "username_", "realname_", "verifycert_", "trustedfingerprint_", "encodingin_", "maxhistorylength_"],
            ["encodingout_", "address_", "nick_", "saslpassword_", "throttlelimit_", "afterconnectioncommand_"]),
        new(Channels, ["owner_", "server_", "channel_", "encodingin_", "maxhistorylength_", "persistent_"], ["encodingout_", "recordhistory_"]),
        new(Contacts, ["local", "remote"], []) { IsOptional = true },
        new(Commands, ["fk_", "afterconnectioncommand_"], []) { IsOptional = true },
    ];

    /// <summary>Makes sure that this is a database of biboumi with a schema that can be read.</summary>
    /// <exception cref="StoreException">It is not.</exception>
    public static void Check(ForeignDatabase source)
    {
        if (!source.Tables.ContainsKey(Servers) && !source.Tables.ContainsKey(Messages))
        {
            throw new StoreException($"{source.Path} is not a database of biboumi: name the file that db_name in biboumi's configuration names.");
        }

        foreach (var table in All)
        {
            if (!source.Tables.TryGetValue(table.Name, out var columns))
            {
                if (!table.IsOptional)
                {
                    throw Unknown(source, $"has no table {table.Name}");
                }
            }
            else if (table.Required.FirstOrDefault(column => !columns.Contains(column)) is { } missing)
            {
                throw Unknown(source, $"has no column {missing} in {table.Name}");
            }
        }
    }

    /// <summary>The columns of a table that this program knows and the file has.</summary>
    public static IReadOnlyList<string> KnownColumns(ForeignDatabase source, string table) =>
        [.. source.Tables[table].Where(Array.Find(All, known => known.Name == table)!.Knows)];

    /// <summary>Columns that the file has and this program does not know, so that nothing in them is read.</summary>
    public static IReadOnlyList<string> UnknownColumns(ForeignDatabase source) =>
        [.. All.Where(table => source.Tables.ContainsKey(table.Name)).SelectMany(table => UnknownColumns(source, table))];

    private static IEnumerable<string> UnknownColumns(ForeignDatabase source, Table table) =>
        source.Tables[table.Name].Where(column => !table.Knows(column) && column is not ("id_" or "type_")).Select(column => $"{table.Name}.{column}");

    private static StoreException Unknown(ForeignDatabase source, string what) =>
        new($"{source.Path} {what}: this is no schema of biboumi 8 or later. Start biboumi 8 or 9 with the file once, which brings it up to date, and stop it again.");

    private sealed record Table(string Name, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
    {
        public bool IsOptional { get; init; }

        public bool Knows(string column) => Required.Contains(column) || Optional.Contains(column);
    }
}
