using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Store;

/// <summary>What a piece of work writes with, on the writer's thread and inside its transaction. Never keep it.</summary>
public sealed class StoreTransaction
{
    private readonly Dictionary<string, Statement> _statements = [];
    private SqliteTransaction? _transaction;
    private SQLitePCL.sqlite3? _handle;

    internal StoreTransaction(SqliteConnection connection) => Connection = connection;

    /// <summary>The writer's connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The transaction that is open, for a <see cref="SqliteCommand"/>. Never commit it or roll it back.</summary>
    public SqliteTransaction Transaction => _transaction ?? throw new InvalidOperationException("There is no transaction outside the work.");

    /// <summary>
    /// A statement for this SQL, prepared once for the writer's life, so the SQL must be a constant. Values of the last run may
    /// still be set: bind every parameter.
    /// </summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            statement.Reset();
        else
            _statements.Add(sql, statement = new Statement(Connection, sql));
        return statement;
    }

    /// <summary>
    /// A context on this connection and transaction, for writes that are too rare and too rich for statements. Dispose it before the
    /// work ends; use its synchronous methods.
    /// </summary>
    public BridgeDb CreateDb()
    {
        var db = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>().UseSqlite(Connection).Options);
        db.Database.UseTransaction(Transaction);
        return db;
    }

    /// <summary>How many rows were ever changed on this connection; goes on after an undone transaction.</summary>
    internal int Changes => SQLitePCL.raw.sqlite3_total_changes(_handle ??= Statement.HandleOf(Connection));

    /// <exception cref="SqliteException">The database is locked by another program, or broken.</exception>
    internal void Begin() => _transaction = Connection.BeginTransaction(deferred: false);

    internal void Commit()
    {
        Transaction.Commit();
        End();
    }

    /// <summary>Ends the transaction; what was not committed is undone.</summary>
    internal void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    internal void Close()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        Connection.Dispose();
    }
}
