using Bridge.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Bridge.Migrations.Sqlite;

/// <summary>Makes the context for <c>dotnet ef</c>: <c>dotnet ef migrations add Name -p migrations/Sqlite</c>.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<BridgeDb>
{
    public BridgeDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<BridgeDb>()
        .UseSqlite("Data Source=design-time.db", sqlite => sqlite.MigrationsAssembly(typeof(DesignTimeDb).Assembly))
        .Options);
}
