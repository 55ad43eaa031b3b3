using Microsoft.Data.Sqlite;

namespace Bridge.Store;

/// <summary>
/// A SQLite file of another program, for reading only: nothing is ever written to it or beside it. Rows come in pages, each read by itself, so
/// that neither memory nor the other program waits for the whole.
/// </summary>
public sealed class ForeignDatabase : IDisposable
{
    private const int PageRows = 500, BusySeconds = 5, NoRollback = 776;

    private readonly SqliteConnection _connection;
    private readonly string _owner;

    private ForeignDatabase(SqliteConnection connection, string path, string owner) => (_connection, Path, _owner) = (connection, path, owner);

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <summary>The tables with their columns, all names in lower case, as SQLite does not tell cases apart.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tables { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Opens the file and reads its schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">The program it belongs to, for messages.</param>
    /// <exception cref="StoreException">It cannot be read; the message is one sentence for the operator.</exception>
    public static ForeignDatabase Open(string path, string owner)
    {
        path = System.IO.Path.GetFullPath(path);
        Probe(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ConnectionString);
        var database = new ForeignDatabase(connection, path, owner);
        try
        {
            database.Tables = database.Guard(() =>
            {
                connection.Open();
                // What the schema of a stranger's file calls must not run.
                database.Execute("PRAGMA trusted_schema = OFF");
                database.Execute("PRAGMA query_only = ON");
                return database.ReadSchema();
            });
            // Such a column hides the key by which pages of rows follow each other.
            if (database.Tables.FirstOrDefault(static table => table.Value.Contains("rowid")).Key is { } table)
                throw new StoreException($"The table {table} of {path} has a column rowid, which {owner} never makes: name the file of {owner}.");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The largest key of a table's rows; 0 when it is empty.</summary>
    /// <param name="table">One of <see cref="Tables"/>.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public long ReadLastId(string table) => Guard(() =>
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT max(rowid) FROM {Quote(table)}";
        return command.ExecuteScalar() is long id ? id : 0;
    });

    /// <summary>All rows of a table in the order of their keys.</summary>
    /// <param name="table">One of <see cref="Tables"/>.</param>
    /// <param name="columns">Some of its columns.</param>
    /// <param name="maxText">How much of a text is read, in characters, and of a BLOB in bytes.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public IEnumerable<ForeignRow> Read(string table, IReadOnlyList<string> columns, int maxText)
    {
        using var command = _connection.CreateCommand();
        var values = columns.Select(column => $"CASE WHEN typeof({Quote(column)}) IN ('text', 'blob') THEN substr({Quote(column)}, 1, {maxText}) ELSE {Quote(column)} END");
        command.CommandText = $"SELECT {string.Join(", ", values.Prepend("rowid"))} FROM {Quote(table)} WHERE rowid > $last ORDER BY rowid LIMIT {PageRows}";
        var last = command.Parameters.Add("$last", SqliteType.Integer);
        last.Value = long.MinValue;
        while (Guard(() => ReadPage(command, table, columns)) is { Count: > 0 } page)
        {
            // Else a damaged tree could lead in a circle.
            if (page[^1].Id <= (long)last.Value!)
                throw Damaged(null);
            foreach (var row in page)
                yield return row;
            last.Value = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static List<ForeignRow> ReadPage(SqliteCommand command, string table, IReadOnlyList<string> columns)
    {
        List<ForeignRow> page = [];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = new object[columns.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = reader.GetValue(i + 1);
            page.Add(new ForeignRow(table, reader.GetInt64(0), columns, values));
        }
        return page;
    }

    // SQLite says the same of a missing file, a folder and one that may not be read.
    private static void Probe(string path)
    {
        if (Directory.Exists(path))
            throw new StoreException($"{path} is a folder: name the database file in it.");
        if (!File.Exists(path))
            throw new StoreException($"There is no file {path}: name the database file.");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be read: let the user that runs this read it.", e);
        }
    }

    private Dictionary<string, IReadOnlyList<string>> ReadSchema()
    {
        var tables = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT lower(t.name), lower(c.name) FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' LIMIT 5000
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var (table, column) = (reader.GetString(0), reader.GetString(1));
            tables[table] = [.. tables.GetValueOrDefault(table, []), column];
        }
        return tables;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw Explain(e);
        }
    }

    private StoreException Damaged(Exception? cause) =>
        new($"{Path} is damaged: take a backup of it, or what the command .recover of sqlite3 makes of it.", cause);

    private StoreException Explain(SqliteException failure) => failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT ? Damaged(failure) : new(failure.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_NOTADB => $"{Path} is not a SQLite database: name the file of {_owner}.",
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => $"{Path} is locked by another program: stop {_owner}, or take a copy of the file.",
        _ when failure.SqliteExtendedErrorCode == NoRollback =>
            $"{_owner} did not end its last write to {Path}: start it once more and stop it, so that it cleans up.",
        _ => $"{Path} cannot be read ({failure.Message.TrimEnd('.')}): check the file and the disk.",
    }, failure);

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
