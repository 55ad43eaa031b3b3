using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SQLitePCL;

namespace Bridge.Store;

/// <summary>Binds Microsoft.Data.Sqlite to the SQLite library of the system, before its first use.</summary>
internal static class SqliteNative
{
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255:The ModuleInitializer attribute should not be used in libraries",
        Justification = "dotnet-ef makes a context without passing through any start-up code of ours.")]
    internal static void Bind()
    {
        // Some feeds have SQLitePCLRaw 2.0 only, and Microsoft.Data.Sqlite asks for 2.1, which the runtime refuses to
        // replace by an older one by itself. With matching versions this never fires.
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Name == "SQLitePCLRaw.core" ? context.LoadFromAssemblyName(new AssemblyName("SQLitePCLRaw.core")) : null;
        Provide();
    }

    // Apart from Bind: its types are loaded when it is compiled, which must be after the resolver is in place.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Provide()
    {
        DllImportResolver system = static (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load("libsqlite3.so.0") : 0;
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, system);
        NativeLibrary.SetDllImportResolver(typeof(SqliteNative).Assembly, system);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());

        // Every connection here belongs to one thread at a time, so that SQLite need not lock it in each call; nor count what it allocates.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }
}
