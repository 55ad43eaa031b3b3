using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Bridge.Store;

/// <summary>
/// Compares the migrations that a database has with those that this build knows, without EF's model: building that takes longer than
/// all the rest of a warm start.
/// </summary>
internal static class MigrationHistory
{
    /// <returns>Whether migrations are missing.</returns>
    /// <exception cref="StoreException">The database is of a newer version, or of another program.</exception>
    public static bool IsBehind(SqliteConnection connection, Assembly migrations, string path)
    {
        var known = Known(migrations);
        var applied = Applied(connection, path);
        var unknown = applied.Except(known).Order(StringComparer.Ordinal).LastOrDefault();
        if (unknown is not null)
        {
            throw new StoreException($"The database {path} was written by a newer Bridge (migration {unknown}), which this one cannot read: " +
                "start the newer version, or put back a backup from before the update.");
        }
        return applied.Count < known.Count;
    }

    private static HashSet<string> Known(Assembly migrations)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in migrations.GetTypes())
        {
            if (type.IsAssignableTo(typeof(Migration)) && type.GetCustomAttribute<MigrationAttribute>() is { } attribute)
                known.Add(attribute.Id);
        }
        return known;
    }

    private static HashSet<string> Applied(SqliteConnection connection, string path)
    {
        var tables = Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'");
        if (tables.Contains("__EFMigrationsHistory"))
            return Read(connection, "SELECT MigrationId FROM __EFMigrationsHistory");
        // EF's lock table comes before its history.
        if (tables.Any(x => x != "__EFMigrationsLock"))
            throw new StoreException($"The database {path} belongs to another program: choose another file in Bridge:Database.");
        return [];
    }

    private static HashSet<string> Read(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        var result = new HashSet<string>(StringComparer.Ordinal);
        while (statement.Read())
            result.Add(statement.GetText(0));
        return result;
    }
}
