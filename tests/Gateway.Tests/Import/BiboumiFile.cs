using System.Runtime.CompilerServices;
using Bridge.Store;
using Microsoft.Data.Sqlite;

namespace Bridge.Gateway.Tests.Import;

/// <summary>A database as a version of biboumi makes it, filled by the test.</summary>
internal sealed class BiboumiFile
{
    private const string Version8 = """
        CREATE TABLE muclogline_ (id_ INTEGER PRIMARY KEY AUTOINCREMENT,uuid_ TEXT,owner_ TEXT,ircchanname_ TEXT,ircservername_ TEXT,date_ INTEGER,body_ TEXT,nick_ TEXT);
        CREATE TABLE globaloptions_ (id_ INTEGER PRIMARY KEY AUTOINCREMENT,owner_ TEXT,maxhistorylength_ INTEGER,recordhistory_ INTEGER,persistent_ INTEGER);
        CREATE TABLE ircserveroptions_ (id_ INTEGER PRIMARY KEY AUTOINCREMENT,owner_ TEXT,server_ TEXT,pass_ TEXT,tlsports_ TEXT,ports_ TEXT,username_ TEXT,realname_ TEXT,
            verifycert_ INTEGER,trustedfingerprint_ TEXT,encodingout_ TEXT,encodingin_ TEXT,maxhistorylength_ INTEGER,address_ TEXT,nick_ TEXT);
        CREATE TABLE ircchanneloptions_ (id_ INTEGER PRIMARY KEY AUTOINCREMENT,owner_ TEXT,server_ TEXT,channel_ TEXT,encodingout_ TEXT,encodingin_ TEXT,
            maxhistorylength_ INTEGER,persistent_ INTEGER,recordhistory_ INTEGER);
        CREATE TABLE roster (local TEXT,remote TEXT);
        CREATE TABLE after_connection_commands_ (id_ INTEGER PRIMARY KEY AUTOINCREMENT,fk_ INTEGER,afterconnectioncommand_ TEXT);
        CREATE INDEX archive_index ON muclogline_(owner_,ircchanname_,ircservername_);
        """;

    // Which SQLite library it is decides the store, also for who uses SQLite before it.
    static BiboumiFile() => RuntimeHelpers.RunModuleConstructor(typeof(StoreException).Module.ModuleHandle);

    public BiboumiFile(string path, int version = 9)
    {
        Path = path;
        Run(Version8);
        if (version == 9)
        {
            Run("ALTER TABLE ircserveroptions_ ADD saslpassword_ TEXT; ALTER TABLE ircserveroptions_ ADD throttlelimit_ INTEGER");
        }
        else if (version == 7)
        {
            Run("ALTER TABLE ircserveroptions_ DROP COLUMN nick_; ALTER TABLE ircserveroptions_ DROP COLUMN address_");
            Run("DROP TABLE after_connection_commands_; ALTER TABLE ircserveroptions_ ADD afterconnectioncommand_ TEXT");
        }
    }

    public string Path { get; }

    /// <summary>Runs SQL with values for ?1, ?2 and so on.</summary>
    public void Run(string sql, params object?[] values)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", values[i] ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>A line of a channel.</summary>
    public void Say(object? body, object? at, string owner = ImportScene.Juliet, string channel = "#verona", string nick = "tybalt", object? uuid = null) => Run(
        "INSERT INTO muclogline_ (uuid_, owner_, ircchanname_, ircservername_, date_, body_, nick_) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        uuid ?? Guid.NewGuid().ToString(), owner, channel, "irc.test", at, body, nick);

    /// <summary>Many lines of one channel.</summary>
    public void SayMany(int count, long at) => Run(
        """
        INSERT INTO muclogline_ (uuid_, owner_, ircchanname_, ircservername_, date_, body_, nick_)
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?1)
        SELECT 'id-' || x, ?2, '#verona', 'irc.test', ?3, 'line ' || x, 'tybalt' FROM n
        """,
        count, ImportScene.Juliet, at);

    /// <summary>A row of a table from some of its columns.</summary>
    public void Add(string table, params (string Column, object? Value)[] values) => Run(
        $"INSERT INTO {table} ({string.Join(", ", values.Select(static value => value.Column))}) VALUES ({string.Join(", ", values.Select(static (_, i) => $"?{i + 1}"))})",
        [.. values.Select(static value => value.Value)]);

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }
}
