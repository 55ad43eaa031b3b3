using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>The batches that are open, as far as they answer a labelled line.</summary>
internal sealed class OpenBatches
{
    private const int MaxOpen = 64;

    private readonly Dictionary<string, uint> _labels = new(StringComparer.Ordinal);

    internal void OnBatch(in IrcLine line)
    {
        var reference = line[0];
        if (reference.Length is < 2 or > 64)
            return;
        var name = Encoding.UTF8.GetString(reference[1..]);
        if (reference[0] == '-')
            _labels.Remove(name);
        else if (reference[0] == '+' && LabelOf(line) is var label and not 0 && _labels.Count < MaxOpen)
            _labels[name] = label;
    }

    /// <summary>The label that the line answers, its own or that of its batch; 0 for none.</summary>
    internal uint LabelOf(in IrcLine line)
    {
        if (line.Tags.IsEmpty)
            return 0;
        if (line.TryGetTag("label"u8, out var value))
            return uint.TryParse(value, out var label) ? label : 0;
        return _labels.Count > 0 && line.TryGetTag("batch"u8, out value) && value.Length <= 64
            ? _labels.GetValueOrDefault(Encoding.UTF8.GetString(value)) : 0;
    }
}
