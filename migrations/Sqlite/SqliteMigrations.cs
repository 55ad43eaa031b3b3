using System.Reflection;

namespace Bridge.Migrations.Sqlite;

/// <summary>Where the SQLite migrations are.</summary>
public static class SqliteMigrations
{
    /// <summary>The assembly to give to <c>StoreStart</c>.</summary>
    public static Assembly Assembly => typeof(SqliteMigrations).Assembly;
}
