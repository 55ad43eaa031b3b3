using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Store;

/// <summary>Puts what SQLite says into a sentence for the operator.</summary>
internal static class StoreFault
{
    /// <summary>Whether the file, the disk or another program is to blame, and not the statement.</summary>
    public static bool IsOfDatabase(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_PERM or raw.SQLITE_BUSY
        or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN
        or raw.SQLITE_NOTADB;

    public static StoreException Explain(SqliteException failure, string path) => new(failure.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The database {path} is damaged or is not a SQLite file: put a backup in its place, or move it away to start with an empty one.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => ReadOnly(path).Message,
        raw.SQLITE_CANTOPEN =>
            $"The database {path} cannot be opened: let the user that runs Bridge read and write it and its folder, or change Bridge:Database.",
        raw.SQLITE_FULL => $"The disk of the database {path} is full: make room.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"The database {path} is locked by another program: close that program.",
        raw.SQLITE_IOERR => $"The database {path} cannot be read or written ({failure.Message}): check the disk.",
        _ => $"The database {path} does not work ({failure.Message}): check Bridge:Database.",
    }, failure);

    public static StoreException ReadOnly(string path, Exception? cause = null) => new(
        $"The database {path} cannot be written: let the user that runs Bridge write the file and its folder, or change Bridge:Database.", cause);
}
