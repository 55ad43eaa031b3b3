namespace Bridge.Store;

/// <summary>Gathers ids into runs: what is proved together was mostly accepted together, so that one statement removes many rows.</summary>
internal sealed class FinishedRanges
{
    private readonly List<long> _ids = [];
    private readonly List<(long First, long Last)> _ranges = [];
    private bool _sorted = true;

    public IReadOnlyList<(long First, long Last)> Ranges
    {
        get
        {
            Build();
            return _ranges;
        }
    }

    public void Add(long id)
    {
        _sorted &= _ids.Count == 0 || _ids[^1] < id;
        _ids.Add(id);
    }

    public void Clear()
    {
        _ids.Clear();
        _ranges.Clear();
        _sorted = true;
    }

    private void Build()
    {
        if (!_sorted)
        {
            _ids.Sort();
            _sorted = true;
        }

        _ranges.Clear();
        foreach (var id in _ids)
        {
            if (_ranges.Count > 0 && id <= _ranges[^1].Last + 1)
            {
                _ranges[^1] = (_ranges[^1].First, id);
            }
            else
            {
                _ranges.Add((id, id));
            }
        }
    }
}
