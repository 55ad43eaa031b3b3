using System.Runtime.InteropServices;

namespace Bridge.Store;

/// <summary>
/// The calls of SQLite that are made many times for each message, with the statement's address as it is: SQLitePCLRaw counts the references to its handle in
/// each of them. Whoever calls keeps the handle.
/// </summary>
internal static partial class SqliteCalls
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLITE_TRANSIENT: SQLite copies the bytes.</summary>
    private const nint Copied = -1;

    // These do next to nothing, so that the runtime need not let its collector run meanwhile.
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int Bind(nint statement, int parameter, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static partial int BindNull(nint statement, int parameter);

    [LibraryImport(Library, EntryPoint = "sqlite3_changes"), SuppressGCTransition]
    public static partial int Changes(nint db);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    /// <param name="statement">The statement.</param>
    /// <param name="parameter">Which, from 1.</param>
    /// <param name="utf8">At least one byte: none would be NULL.</param>
    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8) => BindText(statement, parameter, in MemoryMarshal.GetReference(utf8), utf8.Length, Copied);

    /// <inheritdoc cref="BindText(nint, int, ReadOnlySpan{byte})"/>
    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> bytes) => BindBlob(statement, parameter, in MemoryMarshal.GetReference(bytes), bytes.Length, Copied);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int parameter, in byte utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int parameter, in byte bytes, int length, nint destructor);
}
