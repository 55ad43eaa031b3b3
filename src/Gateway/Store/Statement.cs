using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Store;

/// <summary>
/// A prepared statement, run many times with other values, at a fraction of what a <see cref="SqliteCommand"/> costs. For one thread:
/// use it inside the work given to <see cref="StoreWriter"/>. Parameters count from 1, as in <c>?1</c>; columns from 0.
/// Everything that runs SQL throws <see cref="SqliteException"/> when SQLite refuses.
/// </summary>
public sealed class Statement : IDisposable
{
    private const int StackBytes = 512;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _handle;

    // As long as the handles are kept here, what they stand for is at these addresses.
    private readonly nint _statement, _connection;
    private bool _isReading;

    internal Statement(SqliteConnection connection, string sql)
    {
        _db = HandleOf(connection);
        Check(raw.sqlite3_prepare_v2(_db, sql, out _handle));
        _statement = _handle.DangerousGetHandle();
        _connection = _db.DangerousGetHandle();
    }

    /// <summary>Sets a number.</summary>
    public Statement Bind(int parameter, long value)
    {
        Check(SqliteCalls.Bind(_statement, parameter, value));
        return this;
    }

    /// <summary>Sets a number or NULL.</summary>
    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    /// <summary>Sets a text or NULL. The text is copied.</summary>
    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
            return BindNull(parameter);
        // The overload for bytes would make an empty text NULL.
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_handle, parameter, value));
            return this;
        }
        var rented = value.Length * 3 > StackBytes ? ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length)) : null;
        var buffer = rented ?? stackalloc byte[StackBytes];
        var length = Encoding.UTF8.GetBytes(value, buffer);
        var result = SqliteCalls.BindText(_statement, parameter, buffer[..length]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        Check(result);
        return this;
    }

    /// <summary>Sets a BLOB. The bytes are copied.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, parameter, 0) : SqliteCalls.BindBlob(_statement, parameter, value));
        return this;
    }

    /// <summary>Sets a BLOB or NULL. The bytes are copied.</summary>
    public Statement Bind(int parameter, byte[]? value) => value is null ? BindNull(parameter) : Bind(parameter, value.AsSpan());

    /// <summary>Sets NULL.</summary>
    public Statement BindNull(int parameter)
    {
        Check(SqliteCalls.BindNull(_statement, parameter));
        return this;
    }

    /// <summary>Runs it to its end and makes it ready for the next run. The values stay set.</summary>
    /// <returns>How many rows an INSERT, UPDATE or DELETE changed; meaningless for others.</returns>
    public int Run()
    {
        while (Read())
        {
        }
        return SqliteCalls.Changes(_connection);
    }

    /// <summary>Goes to the next row of the result. After false the statement is ready for the next run.</summary>
    public bool Read()
    {
        _isReading = true;
        var result = SqliteCalls.Step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }
        // The message is of the last call, so it is taken before the reset.
        var failure = Failure(result);
        Reset();
        throw failure;
    }

    /// <summary>Stops reading before the end of the result, which makes it ready for the next run.</summary>
    public void Reset()
    {
        if (_isReading)
        {
            _isReading = false;
            _ = SqliteCalls.Reset(_statement);
        }
    }

    /// <summary>Whether the column is NULL in this row.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>A number; 0 for NULL.</summary>
    public long GetLong(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>A number or null.</summary>
    public long? GetLongOrNull(int column) => IsNull(column) ? null : GetLong(column);

    /// <summary>A text; empty for NULL.</summary>
    public string GetText(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));

    /// <summary>A text or null.</summary>
    public string? GetTextOrNull(int column) => IsNull(column) ? null : GetText(column);

    /// <summary>A BLOB or null.</summary>
    public byte[]? GetBlobOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_blob(_handle, column).ToArray();

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // By reflection, since the compiler refuses the property (CS1705) on a feed whose SQLitePCLRaw.core is older than the one that
    // Microsoft.Data.Sqlite was built with; at run time both are one assembly (see SqliteNative).
    internal static sqlite3 HandleOf(SqliteConnection connection) =>
        typeof(SqliteConnection).GetProperty("Handle")!.GetValue(connection) as sqlite3
        ?? throw new InvalidOperationException("The connection is closed.");

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Failure(result);
    }

    private SqliteException Failure(int result) =>
        new(raw.sqlite3_errmsg(_db).utf8_to_string(), result & 0xff, raw.sqlite3_extended_errcode(_db));
}
