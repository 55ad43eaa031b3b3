using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>
/// Gives the same <see cref="IrcSource"/> for the same bytes, mostly: a cache of fixed size without locks, in which a newer source
/// may take an older one's place. A race costs a second instance and nothing else.
/// </summary>
internal sealed class SourcePool(CaseMapping mapping)
{
    private const int Ways = 4;
    private const int Sets = 1024;

    private readonly Entry?[] _entries = new Entry?[Sets * Ways];
    private int _victim;

    internal CaseMapping Mapping => mapping;

    internal IrcSource Get(ReadOnlySpan<byte> bytes, TextDecoder decoder)
    {
        var hash = Hash(bytes);
        var set = _entries.AsSpan((int)(hash % Sets) * Ways, Ways);
        foreach (var entry in set)
        {
            if (entry is not null && entry.Hash == hash && entry.Is(bytes))
                return entry.Source;
        }
        var made = Entry.Make(hash, bytes, mapping, decoder);
        foreach (ref var place in set)
        {
            if (place is null)
            {
                place = made;
                return made.Source;
            }
        }
        set[(int)((uint)Interlocked.Increment(ref _victim) % Ways)] = made;
        return made.Source;
    }

    // Not FNV of every byte: hosts are long and the beginning tells nicks apart, but somebody hostile chooses them, so the runtime's seeded hash.
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return (uint)hash.ToHashCode();
    }

    private sealed class Entry(uint hash, IrcSource source, byte[]? raw)
    {
        internal uint Hash => hash;

        internal IrcSource Source => source;

        internal static Entry Make(uint hash, ReadOnlySpan<byte> bytes, CaseMapping mapping, TextDecoder decoder)
        {
            var text = decoder.Decode(bytes);
            var bang = text.IndexOf('!', StringComparison.Ordinal);
            var at = bang >= 0 ? bang : text.IndexOf('@', StringComparison.Ordinal);
            var source = at < 0 ? new IrcSource(text, null, mapping) : new IrcSource(text[..at], text[(at + 1)..], mapping);
            // The parts in ASCII are compared in place; only what is not needs its bytes kept.
            return new Entry(hash, source, Ascii.IsValid(bytes) && (at < 0 || bang >= 0) ? null : bytes.ToArray());
        }

        internal bool Is(ReadOnlySpan<byte> bytes)
        {
            if (raw is not null)
                return bytes.SequenceEqual(raw);
            var nick = source.Nick;
            if (source.Address is not { } address)
                return Ascii.Equals(bytes, nick);
            return bytes.Length == nick.Length + 1 + address.Length && bytes[nick.Length] == '!'
                && Ascii.Equals(bytes[..nick.Length], nick) && Ascii.Equals(bytes[(nick.Length + 1)..], address);
        }
    }
}
