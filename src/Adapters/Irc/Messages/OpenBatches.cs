using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>The batches that are open, by their reference.</summary>
internal sealed class OpenBatches
{
    private const int MaxOpen = 64;
    private const int MaxReference = 64;

    private Dictionary<string, OpenBatch>? _open;

    /// <summary>Whether one more can be kept: a server may open as many as it likes.</summary>
    internal bool IsFull => _open?.Count >= MaxOpen;

    /// <summary>How many messages of several lines are on their way.</summary>
    internal int Texts => _open?.Values.Count(static batch => batch.Text is not null) ?? 0;

    internal void Open(ReadOnlySpan<byte> reference, OpenBatch batch)
    {
        if (!IsFull && reference.Length is > 0 and <= MaxReference)
            (_open ??= new(StringComparer.Ordinal))[Encoding.UTF8.GetString(reference)] = batch;
    }

    internal OpenBatch? Close(ReadOnlySpan<byte> reference) =>
        _open?.Count > 0 && reference.Length <= MaxReference && _open.Remove(Encoding.UTF8.GetString(reference), out var batch) ? batch : null;

    /// <summary>The batch that a line is part of, or null.</summary>
    internal OpenBatch? Of(in IrcLine line)
    {
        if (_open is not { Count: > 0 } || line.Tags.IsEmpty || !line.TryGetTag("batch"u8, out var value) || value.Length > MaxReference)
            return null;
        Span<char> name = stackalloc char[MaxReference];
        return Encoding.UTF8.TryGetChars(value, name, out var length)
            ? _open.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out var batch) ? batch : null : null;
    }

    /// <summary>The label that the line answers, its own or that of its batch; 0 for none.</summary>
    internal uint LabelOf(in IrcLine line)
    {
        if (line.Tags.IsEmpty)
            return 0;
        if (line.TryGetTag("label"u8, out var value))
            return uint.TryParse(value, out var label) ? label : 0;
        return Of(line)?.Label ?? 0;
    }
}
